//! Reads the environment: variables as texts, and Sentry's words for yes and no.
//!
//! Knows nothing; known by the configuration and by what explains before there is one.

/// True if `SENTRY_DEBUG` says so.
pub(crate) fn debug_from_env() -> bool {
    variable("SENTRY_DEBUG").and_then(|text| boolean(&text)) == Some(true)
}

pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The words of Sentry's SDKs for yes and no.
///
/// Source: `env_to_bool`, sentry-python `sentry_sdk/utils.py`.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "y" | "yes" | "on" | "1" => Some(true),
        "false" | "f" | "n" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}
