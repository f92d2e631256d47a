//! The layer. Known by users.

use std::net::IpAddr;
use std::sync::Arc;

use http::Method;
use http::request::Parts;
use tower_layer::Layer;

use super::service::Server;
use crate::integrations::server::{Asks, Settings};

/// Makes a transaction of each request to a service; see the [module](super).
///
/// ```
/// use rina_trace::tower::ServerLayer;
///
/// let layer = ServerLayer::new().ignore(["/health"]).capture_server_errors(false);
/// # let _ = layer;
/// ```
#[derive(Clone)]
pub struct ServerLayer {
    settings: Arc<Settings>,
    asks: Asks<Parts>,
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
        Self { settings: Arc::new(Settings::new()), asks: Asks::NONE }
    }

    /// Leaves requests out: a path, with `*` for anything, behind a method or for all of them, such as `/health`
    /// or `GET /metrics*`. What runs within them is left out, too, and their errors are not.
    pub fn ignore<T: AsRef<str>>(self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.with(|settings| settings.ignore(patterns))
    }

    /// Takes requests of these methods alone; by default all of HTTP but `HEAD` and `OPTIONS`.
    pub fn methods(self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.with(|settings| {
            settings.methods = methods.into_iter().map(|method| method.to_string().into()).collect();
        })
    }

    /// Leaves requests out that were answered by one of these codes, such as `[404]` or `300..=399`; by default
    /// none. They are known only at their end: what runs within them is recorded and then not sent.
    pub fn ignore_status_codes(self, codes: impl IntoIterator<Item = u16>) -> Self {
        self.with(|settings| settings.ignored_codes.extend(codes))
    }

    /// Says the route that a request takes, such as `/users/{id}`; asked where axum knows none. With `None` the
    /// request is named by its path.
    pub fn route(mut self, route: impl Fn(&Parts) -> Option<String> + Send + Sync + 'static) -> Self {
        self.asks.route = Some(Arc::new(route));
        self
    }

    /// Says who asks; by default the first of `X-Forwarded-For`, or `X-Real-IP`.
    ///
    /// Asked only with [`Config::send_default_pii`](crate::Config::send_default_pii). With axum:
    /// `|parts| Some(parts.extensions.get::<ConnectInfo<SocketAddr>>()?.ip())`.
    pub fn client_address(
        mut self,
        address: impl Fn(&Parts) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.asks.client_address = Some(Arc::new(address));
        self
    }

    /// Gives each request a hub of `sentry` of its own, so that the user, the tags and the breadcrumbs that it puts
    /// on its scope stay its own; by default on.
    pub fn isolate(self, on: bool) -> Self {
        self.with(|settings| settings.isolates = on)
    }

    /// Sends an error event for a response of 500 and above: for the error that a traced function within has failed
    /// with last, with its causes, else for the response alone; by default on.
    ///
    /// Without it, an error is sent if a function says so (`err = capture`). Either way it is sent once, and only if the
    /// response has failed: another response has handled it. Errors that are expected send nothing.
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
        Server::new(inner, Arc::clone(&self.settings), self.asks.clone())
    }
}

impl std::fmt::Debug for ServerLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.settings.debug("ServerLayer", f)
    }
}
