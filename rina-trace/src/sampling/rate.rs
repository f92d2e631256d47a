//! A sample rate that is one.
//!
//! Knows nothing; known by the rules of sampling and by the configuration.

use std::fmt;
use std::str::FromStr;

/// A share of all traces, from 0.0 (none) to 1.0 (all).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct SampleRate(f64);

impl SampleRate {
    /// Everything is kept.
    pub const ALL: Self = Self(1.0);

    /// Takes a share from 0.0 to 1.0.
    ///
    /// # Errors
    /// Everything else, NaN included; the error says what to write instead.
    pub fn new(share: f64) -> Result<Self, InvalidRate> {
        // Adding takes the sign from -0.0, which would be printed.
        let valid = (0.0..=1.0).contains(&share).then_some(Self(share + 0.0));
        valid.ok_or_else(|| InvalidRate { given: share.to_string().into() })
    }

    /// The share, from 0.0 to 1.0.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// Reads a number such as `0.25`, as the environment holds it.
impl FromStr for SampleRate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let share = text.trim().parse().ok().map(Self::new);
        share.and_then(Result::ok).ok_or_else(|| InvalidRate { given: text.into() })
    }
}

impl fmt::Display for SampleRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What was given as a sample rate is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRate {
    given: Box<str>,
}

impl fmt::Display for InvalidRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = self.given.trim();
        f.write_str("a sample rate is a share from 0.0 to 1.0")?;
        // Who writes 25 means a quarter.
        match given.parse::<f64>() {
            Ok(percent) if percent > 1.0 && percent <= 100.0 => {
                let (as_share, meant) = (rounded(percent * 100.0), rounded(percent / 100.0));
                write!(f, "; {percent} would be {as_share} %: write {meant} for {percent} %")
            }
            _ => write!(f, ", not `{given}`"),
        }
    }
}

impl std::error::Error for InvalidRate {}

/// To six digits: 33.3 / 100 is not quite 0.333.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_shares() {
        for (text, share) in [("0", 0.0), ("1", 1.0), (" 0.25 ", 0.25), ("1e-3", 0.001)] {
            assert_eq!(text.parse::<SampleRate>().unwrap().get().to_string(), share.to_string());
        }
        assert_eq!(SampleRate::new(-0.0).unwrap().to_string(), "0");
    }

    #[test]
    fn says_what_to_write_instead() {
        let said = |text: &str| text.parse::<SampleRate>().unwrap_err().to_string();
        let rule = "a sample rate is a share from 0.0 to 1.0";
        assert_eq!(said("25"), format!("{rule}; 25 would be 2500 %: write 0.25 for 25 %"));
        assert_eq!(said("33.3"), format!("{rule}; 33.3 would be 3330 %: write 0.333 for 33.3 %"));
        for text in ["", "-0.1", "NaN", "101", "all"] {
            assert_eq!(said(text), format!("{rule}, not `{text}`"));
        }
        assert_eq!(SampleRate::new(f64::INFINITY).unwrap_err().to_string(), format!("{rule}, not `inf`"));
    }
}
