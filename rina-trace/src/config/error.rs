//! What is wrong with a configuration, in words for who has to mend it.

use std::fmt;

/// What is wrong with a configuration.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The DSN cannot be read.
    InvalidDsn {
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: String,
        /// Where it comes from: `Config::dsn` or `SENTRY_DSN`.
        from: &'static str,
    },
    /// A rate is no share from 0.0 to 1.0.
    InvalidRate {
        /// What was given.
        given: String,
        /// Where it comes from, such as `Config::traces_sample_rate` or `SENTRY_TRACES_SAMPLE_RATE`.
        from: String,
    },
    /// A pattern of `Config::sample_op` matches nothing that could be meant.
    InvalidPattern {
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The key of [`hash`](crate::hash()) is so short that it could be tried out.
    WeakHashKey {
        /// How long it is, in bytes; the key itself is not told.
        length: usize,
        /// Where it comes from: `Config::hash_key` or `RINA_TRACE_HASH_KEY`.
        from: &'static str,
    },
    /// A telemetry guard of this process is alive already.
    AlreadyInitialised,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidDsn { given, reason, from } => write!(
                f,
                "{from} is no DSN ({reason}): `{given}`; it looks like `https://<key>@<host>/<project>`, \
                 see Client Keys in the settings of the project"
            ),
            Self::InvalidRate { given, from } => {
                write!(f, "{from} is a share from 0.0 (none) to 1.0 (all), not `{given}`")?;
                match given.trim_end_matches('%').trim().parse::<f64>() {
                    Ok(percent) if percent > 1.0 && percent <= 100.0 => {
                        write!(f, "; for {percent} % write {}", percent / 100.0)
                    }
                    _ => Ok(()),
                }
            }
            Self::InvalidPattern { given, reason } => write!(f, "`Config::sample_op(\"{given}\", ..)`: {reason}"),
            Self::WeakHashKey { length, from } => write!(
                f,
                "{from} has {length} bytes, and fewer than 16 can be tried out; make one with \
                 `openssl rand -hex 32`, and keep it as long as hashes are to be compared"
            ),
            Self::AlreadyInitialised => f.write_str(
                "rina-trace is initialised already: keep the one guard in `main` for as long as the program runs",
            ),
        }
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_write_instead() {
        let error = ConfigError::InvalidRate { given: "25".into(), from: "SENTRY_TRACES_SAMPLE_RATE".into() };
        assert_eq!(
            error.to_string(),
            "SENTRY_TRACES_SAMPLE_RATE is a share from 0.0 (none) to 1.0 (all), not `25`; for 25 % write 0.25"
        );
    }
}
