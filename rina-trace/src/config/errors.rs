//! The part of the configuration that says which errors are sent.
//!
//! Known by the rest of it.

use std::sync::Arc;

use super::Config;
use crate::failure::CapturedError;

impl Config {
    /// Makes `err = capture` the default of all functions: an `Err` that leaves the outermost of them is sent.
    ///
    /// By default an `Err` marks its span and is not sent.
    pub fn capture_errors(mut self, on: bool) -> Self {
        self.capture_errors = on;
        self
    }

    /// Asked about each error before an event is made of it, with the environment; false: it is not sent.
    ///
    /// Is not asked about panics, about responses of which no error is known, and about what the program captures with
    /// `sentry`; [`before_send`](Self::before_send) sees those. Runs on the thread of the error; if it panics, the error is sent.
    ///
    /// ```
    /// let config = rina_trace::Config::from_env().capture_errors(true).error_filter(|error, environment| {
    ///     environment == "production" || !error.type_name().ends_with("::ConnectionError")
    /// });
    /// # let _ = config;
    /// ```
    pub fn error_filter<F>(mut self, filter: F) -> Self
    where
        F: Fn(&CapturedError<'_>, &str) -> bool + Send + Sync + 'static,
    {
        self.error_filter = Some(Arc::new(filter));
        self
    }

    #[cfg(feature = "testing")]
    pub(crate) fn captures_errors(&self) -> bool {
        self.capture_errors
    }
}
