//! The middleware and its settings: it opens the span of each request. Known by users.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::request;
use super::sending::{Exchange, Sending};
use crate::callsite::{Callsite, Rules};
use crate::hub;
use crate::opened::Opened;
use crate::stack::here;

static REQUEST: Callsite = Callsite {
    op: "http.client",
    name: "request",
    file: file!(),
    line: line!(),
    rules: Rules::integration("auto.http.reqwest").child_only(),
};

/// What middleware gives back.
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

type Asks<T> = Arc<dyn Fn(&Request) -> Option<T> + Send + Sync>;

/// Makes a span of each request of a client; see the [module](super).
///
/// ```
/// use rina_trace::reqwest::ClientMiddleware;
///
/// let middleware = ClientMiddleware::new().ignore(["http://127.0.0.1:9000/metrics"]).response_headers(["server"]);
/// # let _ = middleware;
/// ```
#[derive(Clone)]
pub struct ClientMiddleware {
    settings: Arc<Settings>,
}

#[derive(Clone)]
pub(super) struct Settings {
    ignored: Vec<String>,
    pub(super) template: Option<Asks<String>>,
    pub(super) headers: Vec<String>,
    pub(super) propagates: bool,
}

impl Default for ClientMiddleware {
    fn default() -> Self {
        Self::new()
    }
}

impl ClientMiddleware {
    /// All requests, and the trace in their headers.
    pub fn new() -> Self {
        let settings =
            Settings { ignored: Vec::new(), template: None, headers: Vec::new(), propagates: true };
        Self { settings: Arc::new(settings) }
    }

    /// Leaves requests alone whose URL contains one of these, in any case: no span, no headers.
    pub fn ignore<T: Into<String>>(self, urls: impl IntoIterator<Item = T>) -> Self {
        self.with(|settings| settings.ignored.extend(urls.into_iter().map(|url| url.into().to_lowercase())))
    }

    /// Says the route of a request, such as `/users/{id}`, where its path does not show it; with `None` the ids in the
    /// path are found by their form. Asked only for a span that is recorded.
    ///
    /// ```
    /// use rina_trace::reqwest::ClientMiddleware;
    ///
    /// ClientMiddleware::new().template(|request| {
    ///     request.url().path().starts_with("/wiki/").then(|| "/wiki/{page}".to_owned())
    /// });
    /// ```
    pub fn template(self, template: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.template = Some(Arc::new(template)))
    }

    /// Records these headers of responses as well, as `http.response.header.<name>`. What is secret in them is
    /// filtered.
    pub fn response_headers<T: Into<String>>(self, names: impl IntoIterator<Item = T>) -> Self {
        self.with(|settings| {
            settings.headers.extend(names.into_iter().map(|name| name.into().to_lowercase()));
        })
    }

    /// Puts the headers of the trace into requests; by default on.
    pub fn propagate(self, on: bool) -> Self {
        self.with(|settings| settings.propagates = on)
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    fn send<'a>(
        &self,
        mut request: Request,
        extensions: &'a mut Extensions,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response>> {
        let hub = if hub::is_on() { here::hub() } else { None };
        let Some(hub) = hub.filter(|hub| !self.settings.leaves_out(request.url().as_str(), hub)) else {
            return next.run(request, extensions);
        };
        let mut opened = Opened::new(&REQUEST, None);
        let exchange = opened.fields().is_kept().then(|| {
            request::record(&request, extensions, &self.settings, opened.fields());
            Exchange::new(&request, Arc::clone(&self.settings))
        });
        if self.settings.propagates {
            request::propagate(&mut request, &hub);
        }
        let inner = next.run(request, extensions);
        match exchange {
            Some(exchange) => Box::pin(Sending::new(opened.go_on(), inner, exchange)),
            None => inner,
        }
    }
}

impl Settings {
    fn leaves_out(&self, url: &str, hub: &hub::Hub) -> bool {
        hub.is_sentry(url) || (!self.ignored.is_empty() && is_in(&self.ignored, &url.to_lowercase()))
    }
}

fn is_in(ignored: &[String], url: &str) -> bool {
    ignored.iter().any(|part| url.contains(&**part))
}

/// Written out, so that a request without a span goes through as it is, without a future of ours around it.
impl Middleware for ClientMiddleware {
    fn handle<'s, 'e, 'n, 'f>(
        &'s self,
        request: Request,
        extensions: &'e mut Extensions,
        next: Next<'n>,
    ) -> BoxFuture<'f, Result<Response>>
    where
        Self: 'f,
        's: 'f,
        'e: 'f,
        'n: 'f,
    {
        self.send(request, extensions, next)
    }
}

impl std::fmt::Debug for ClientMiddleware {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Settings { ignored, headers, propagates, .. } = &*self.settings;
        f.debug_struct("ClientMiddleware")
            .field("ignored", ignored)
            .field("headers", headers)
            .field("propagates", propagates)
            .finish_non_exhaustive()
    }
}
