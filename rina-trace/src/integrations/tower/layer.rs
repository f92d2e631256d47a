//! The layer and its settings. Known by users; the settings by the service.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use http::request::Parts;
use http::{Method, StatusCode};
use tower_layer::Layer;

use super::pattern::Pattern;
use super::service::Server;
use crate::callsite::Callsite;
use crate::hub::Hub;
use crate::stack::{self, Place, here};

/// A request that nobody reads the answer of, and one that only asks what may be asked, are left out.
///
/// Source: <https://github.com/getsentry/sentry-python/blob/master/sentry_sdk/integrations/_wsgi_common.py>
const METHODS: [Method; 7] =
    [Method::CONNECT, Method::DELETE, Method::GET, Method::PATCH, Method::POST, Method::PUT, Method::TRACE];

type Asks<T> = Arc<dyn Fn(&Parts) -> Option<T> + Send + Sync>;

/// Makes a transaction of each request to a service; see the [module](super).
///
/// ```
/// use rina_trace::tower::ServerLayer;
///
/// let layer = ServerLayer::new().ignore(["/health"]).capture_server_errors(true);
/// # let _ = layer;
/// ```
#[derive(Clone)]
pub struct ServerLayer {
    settings: Arc<Settings>,
}

#[derive(Clone)]
pub(super) struct Settings {
    methods: Vec<Method>,
    ignored: Vec<Pattern>,
    route: Option<Asks<String>>,
    client_address: Option<Asks<IpAddr>>,
    ignored_codes: Vec<u16>,
    pub(super) isolates: bool,
    pub(super) captures: bool,
    /// The capture of tests that the layer was made in: a server's tasks do not run within it.
    captured_by: Option<Arc<Hub>>,
}

impl Default for ServerLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl ServerLayer {
    /// All requests but `HEAD` and `OPTIONS`, isolated from each other.
    ///
    /// Made within a capture of `testing`, its requests are captured, too, whatever task they are answered by.
    pub fn new() -> Self {
        let captured_by = stack::capture().and_then(|context| match context.place {
            Place::Hub(hub) => Some(hub),
            Place::Segment(_) => None,
        });
        let settings = Settings {
            methods: METHODS.to_vec(),
            ignored: Vec::new(),
            ignored_codes: Vec::new(),
            route: None,
            client_address: None,
            isolates: true,
            captures: false,
            captured_by,
        };
        Self { settings: Arc::new(settings) }
    }

    /// Leaves requests out: a path, with `*` for anything, behind a method or for all of them, such as `/health`
    /// or `GET /metrics*`. What runs within them is left out, too, and their errors are not.
    pub fn ignore<T: AsRef<str>>(self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.with(|settings| {
            settings.ignored.extend(patterns.into_iter().map(|text| Pattern::new(text.as_ref())));
        })
    }

    /// Takes requests of these methods alone; by default all of HTTP but `HEAD` and `OPTIONS`.
    pub fn methods(self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.with(|settings| settings.methods = methods.into_iter().collect())
    }

    /// Leaves requests out that were answered by one of these codes, such as `[404]` or `300..=399`; by default
    /// none. They are known only at their end: what runs within them is recorded and then not sent.
    pub fn ignore_status_codes(self, codes: impl IntoIterator<Item = u16>) -> Self {
        self.with(|settings| settings.ignored_codes.extend(codes))
    }

    /// Says the route that a request takes, such as `/users/{id}`; asked where axum knows none. With `None` the
    /// request is named by its path.
    pub fn route(self, route: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.route = Some(Arc::new(route)))
    }

    /// Says who asks; by default the first of `X-Forwarded-For`, or `X-Real-IP`.
    ///
    /// Asked only with [`Config::send_default_pii`](crate::Config::send_default_pii). With axum:
    /// `|parts| Some(parts.extensions.get::<ConnectInfo<SocketAddr>>()?.ip())`.
    pub fn client_address(self, address: impl Fn(&Parts) -> Option<IpAddr> + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.client_address = Some(Arc::new(address)))
    }

    /// Gives each request a hub of `sentry` of its own, so that the user, the tags and the breadcrumbs that it puts
    /// on its scope stay its own; by default on.
    pub fn isolate(self, on: bool) -> Self {
        self.with(|settings| settings.isolates = on)
    }

    /// Sends an error event for a response of 500 and above: for the error that a traced function within has failed
    /// with last, with its causes, else for the response alone; by default off.
    ///
    /// Without it, an error is sent if a function says so (`err = capture`). Either way it is sent once, and only if the
    /// response has failed: another response has handled it.
    pub fn capture_server_errors(self, on: bool) -> Self {
        self.with(|settings| settings.captures = on)
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<S> Layer<S> for ServerLayer {
    type Service = Server<S>;

    fn layer(&self, inner: S) -> Server<S> {
        Server::new(inner, Arc::clone(&self.settings))
    }
}

impl std::fmt::Debug for ServerLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Settings { methods, ignored, isolates, captures, .. } = &*self.settings;
        f.debug_struct("ServerLayer")
            .field("methods", methods)
            .field("ignored", ignored)
            .field("isolates", isolates)
            .field("captures", captures)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// What requests are recorded by.
    pub(super) fn hub(&self, callsite: &'static Callsite) -> Option<Arc<Hub>> {
        self.captured_by.clone().or_else(|| here::hub_or_explain(callsite))
    }

    pub(super) fn leaves_out(&self, request: &Parts) -> bool {
        let (method, path) = (&request.method, request.uri.path());
        !self.methods.contains(method) || self.ignored.iter().any(|pattern| pattern.matches(method, path))
    }

    pub(super) fn ignores_code(&self, code: StatusCode) -> bool {
        self.ignored_codes.contains(&code.as_u16())
    }

    pub(super) fn route(&self, request: &Parts) -> Option<String> {
        ask(self.route.as_ref(), request)
    }

    pub(super) fn client_address(&self, request: &Parts) -> Option<IpAddr> {
        ask(self.client_address.as_ref(), request)
    }
}

/// What the user's function says; one that panics has said nothing.
fn ask<T>(asks: Option<&Asks<T>>, request: &Parts) -> Option<T> {
    let asks = asks?;
    catch_unwind(AssertUnwindSafe(|| asks(request))).ok().flatten()
}
