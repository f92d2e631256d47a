//! Rates for segments by the operation of their root span.
//!
//! Knows rates; known by the rules of sampling.

use std::fmt;

use super::rate::SampleRate;

/// Patterns of operations and their rates, the most specific first.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpRates(Vec<(Pattern, SampleRate)>);

/// Ordered from the most to the least specific: by the length of the text, and whole before beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    /// This operation.
    Whole(Box<str>),
    /// All operations that begin so: `gen_ai.*`, `*`.
    Beginning(Box<str>),
}

impl Pattern {
    fn matches(&self, op: &str) -> bool {
        match self {
            Self::Whole(text) => op == &**text,
            Self::Beginning(text) => op.starts_with(&**text),
        }
    }

    fn specificity(&self) -> (usize, bool) {
        match self {
            Self::Whole(text) => (text.len(), true),
            Self::Beginning(text) => (text.len(), false),
        }
    }
}

impl OpRates {
    /// Sets the rate of an operation (`db.query`), of all below one (`gen_ai.*`) or of all (`*`), in place of an
    /// earlier one for the same pattern.
    ///
    /// # Errors
    /// A `*` that is not at the end, or an empty pattern: it would match nothing.
    pub(crate) fn set(&mut self, pattern: &str, rate: SampleRate) -> Result<(), InvalidPattern> {
        let text = pattern.strip_suffix('*').unwrap_or(pattern);
        if pattern.is_empty() || text.contains('*') {
            return Err(InvalidPattern(pattern.into()));
        }
        let whole = text.len() == pattern.len();
        let pattern = if whole { Pattern::Whole(text.into()) } else { Pattern::Beginning(text.into()) };
        self.0.retain(|(known, _)| *known != pattern);
        self.0.push((pattern, rate));
        self.0.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.specificity()));
        Ok(())
    }

    /// The rate of the most specific pattern that matches.
    pub(crate) fn get(&self, op: &str) -> Option<SampleRate> {
        self.0.iter().find(|(pattern, _)| pattern.matches(op)).map(|(_, rate)| *rate)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A text that matches no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidPattern(Box<str>);

impl fmt::Display for InvalidPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(pattern) = self;
        write!(
            f,
            "`{pattern}` matches no operation: write `db.query` for one, `gen_ai.*` for all below, `*` for all"
        )
    }
}

impl std::error::Error for InvalidPattern {}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(rate: f64) -> SampleRate {
        SampleRate::new(rate).unwrap()
    }

    #[test]
    fn the_most_specific_pattern_wins_in_whatever_order_they_are_set() {
        let patterns =
            [("*", 0.1), ("gen_ai.*", 0.2), ("gen_ai.chat", 0.3), ("gen_ai.chat*", 0.4), ("db", 0.5)];
        let (mut forth, mut back) = (OpRates::default(), OpRates::default());
        for (pattern, share) in patterns {
            forth.set(pattern, rate(share)).unwrap();
        }
        for (pattern, share) in patterns.into_iter().rev() {
            back.set(pattern, rate(share)).unwrap();
        }
        for (op, share) in [
            ("gen_ai.chat", 0.3),
            ("gen_ai.chat.stream", 0.4),
            ("gen_ai.embeddings", 0.2),
            ("gen_ai", 0.1),
            ("db", 0.5),
            ("db.query", 0.1),
        ] {
            assert_eq!((forth.get(op), back.get(op)), (Some(rate(share)), Some(rate(share))), "{op}");
        }
    }

    #[test]
    fn the_same_pattern_is_replaced_and_others_match_nothing() {
        let mut rates = OpRates::default();
        rates.set("db.*", rate(0.1)).unwrap();
        rates.set("db.*", rate(0.9)).unwrap();
        assert_eq!(rates.get("db.query"), Some(rate(0.9)));
        assert_eq!(rates.get("db"), None);
        for pattern in ["", "*.query", "d*b", "**"] {
            assert!(rates.set(pattern, rate(1.0)).is_err(), "{pattern}");
        }
    }
}
