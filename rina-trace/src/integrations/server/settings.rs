//! Which requests are recorded, and how. Known by the integrations of servers, which have users set them.

use std::borrow::Cow;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::pattern::Pattern;
use crate::callsite::Callsite;
use crate::hub::Hub;
use crate::stack::{self, Place, here};

/// A request that nobody reads the answer of, and one that only asks what may be asked, are left out.
///
/// Source: <https://github.com/getsentry/sentry-python/blob/master/sentry_sdk/integrations/_wsgi_common.py>
const METHODS: [&str; 7] = ["CONNECT", "DELETE", "GET", "PATCH", "POST", "PUT", "TRACE"];

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) methods: Vec<Cow<'static, str>>,
    pub(crate) ignored: Vec<Pattern>,
    pub(crate) ignored_codes: Vec<u16>,
    pub(crate) isolates: bool,
    pub(crate) captures: bool,
    /// The capture of tests that the settings were made in: a server's tasks do not run within it.
    captured_by: Option<Arc<Hub>>,
}

impl Settings {
    pub(crate) fn new() -> Self {
        let captured_by = stack::capture().and_then(|context| match context.place {
            Place::Hub(hub) => Some(hub),
            Place::Segment(_) => None,
        });
        let methods = METHODS.map(Cow::Borrowed).to_vec();
        let (ignored, ignored_codes) = (Vec::new(), Vec::new());
        Self { methods, ignored, ignored_codes, isolates: true, captures: true, captured_by }
    }

    pub(crate) fn ignore<T: AsRef<str>>(&mut self, patterns: impl IntoIterator<Item = T>) {
        self.ignored.extend(patterns.into_iter().map(|text| Pattern::new(text.as_ref())));
    }

    /// What requests are recorded by.
    pub(crate) fn hub(&self, callsite: &'static Callsite) -> Option<Arc<Hub>> {
        self.captured_by.clone().or_else(|| here::hub_or_explain(callsite))
    }

    pub(crate) fn leaves_out(&self, method: &str, path: &str) -> bool {
        !self.methods.iter().any(|own| own == method)
            || self.ignored.iter().any(|pattern| pattern.matches(method, path))
    }

    pub(crate) fn ignores_code(&self, code: u16) -> bool {
        self.ignored_codes.contains(&code)
    }

    /// For `Debug` of what users hold.
    pub(crate) fn debug(&self, name: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct(name)
            .field("methods", &self.methods)
            .field("ignored", &self.ignored)
            .field("isolates", &self.isolates)
            .field("captures", &self.captures)
            .finish_non_exhaustive()
    }
}

type Ask<R, T> = Arc<dyn Fn(&R) -> Option<T> + Send + Sync>;

/// What the program knows better of a request `R`.
pub(crate) struct Asks<R> {
    pub(crate) route: Option<Ask<R, String>>,
    pub(crate) client_address: Option<Ask<R, IpAddr>>,
}

impl<R> Asks<R> {
    pub(crate) const NONE: Self = Self { route: None, client_address: None };

    pub(crate) fn route(&self, request: &R) -> Option<String> {
        ask(self.route.as_ref(), request)
    }

    pub(crate) fn client_address(&self, request: &R) -> Option<IpAddr> {
        ask(self.client_address.as_ref(), request)
    }
}

impl<R> Clone for Asks<R> {
    fn clone(&self) -> Self {
        Self { route: self.route.clone(), client_address: self.client_address.clone() }
    }
}

/// What the user's function says; one that panics has said nothing.
fn ask<R, T>(asks: Option<&Ask<R, T>>, request: &R) -> Option<T> {
    let asks = asks?;
    catch_unwind(AssertUnwindSafe(|| asks(request))).ok().flatten()
}
