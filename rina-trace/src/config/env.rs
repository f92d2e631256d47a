//! What the environment says. Read in one place, so that everything else is the same wherever it runs.

use crate::env::{boolean, variable};
use crate::sensitive::Sensitive;

/// The variables that are read, as they are; empty ones count as not set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    pub(super) dsn: Option<String>,
    pub(super) name: Option<String>,
    pub(super) release: Option<String>,
    pub(super) traces_sample_rate: Option<String>,
    pub(super) sample_rate: Option<String>,
    pub(super) debug: Option<String>,
    pub(super) spotlight: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) baggage: Option<String>,
    pub(super) hash_key: Option<Sensitive<String>>,
}

impl Environment {
    pub(super) fn read() -> Self {
        let continues = variable("SENTRY_USE_ENVIRONMENT").and_then(|text| boolean(&text)) != Some(false);
        Self {
            dsn: variable("SENTRY_DSN"),
            name: variable("SENTRY_ENVIRONMENT"),
            release: variable("SENTRY_RELEASE"),
            traces_sample_rate: variable("SENTRY_TRACES_SAMPLE_RATE"),
            sample_rate: variable("SENTRY_SAMPLE_RATE"),
            debug: variable("SENTRY_DEBUG"),
            spotlight: variable("SENTRY_SPOTLIGHT"),
            trace: variable("SENTRY_TRACE").filter(|_| continues),
            baggage: variable("SENTRY_BAGGAGE").filter(|_| continues),
            hash_key: variable("RINA_TRACE_HASH_KEY").map(Sensitive),
        }
    }
}

/// Where a copy for Spotlight goes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spotlight {
    /// Nowhere.
    Off,
    /// To `http://localhost:8969/stream`.
    Default,
    /// To this URL.
    Url(String),
}

impl Spotlight {
    /// What the program says over what the environment says; true leaves the URL to the environment.
    ///
    /// Source: `setup_spotlight`, sentry-python `sentry_sdk/spotlight.py`.
    pub(super) fn url(option: Option<&Self>, environment: Option<&str>) -> Option<String> {
        const DEFAULT: &str = "http://localhost:8969/stream";
        let url_from_env = environment.filter(|text| boolean(text).is_none());
        match option {
            Some(Self::Off) => None,
            Some(Self::Url(url)) => Some(url.clone()),
            Some(Self::Default) => Some(url_from_env.unwrap_or(DEFAULT).to_owned()),
            None => match environment {
                Some(text) if boolean(text) == Some(true) => Some(DEFAULT.to_owned()),
                _ => url_from_env.map(str::to_owned),
            },
        }
    }
}

impl From<bool> for Spotlight {
    fn from(on: bool) -> Self {
        if on { Self::Default } else { Self::Off }
    }
}

impl From<&str> for Spotlight {
    fn from(url: &str) -> Self {
        Self::Url(url.to_owned())
    }
}

impl From<String> for Spotlight {
    fn from(url: String) -> Self {
        Self::Url(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spotlight_by_option_and_environment() {
        let url = |option: Option<Spotlight>, env| Spotlight::url(option.as_ref(), env);
        assert_eq!(url(Some(false.into()), Some("1")), None);
        assert_eq!(url(Some(true.into()), Some("http://a/b")).as_deref(), Some("http://a/b"));
        assert_eq!(url(Some("http://c".into()), Some("http://a/b")).as_deref(), Some("http://c"));
        assert_eq!(url(None, Some("yes")).as_deref(), Some("http://localhost:8969/stream"));
        assert_eq!(url(None, Some("off")), None);
        assert_eq!(url(None, None), None);
    }
}
