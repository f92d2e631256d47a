//! The middleware and what is set on it. Known by users.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::Method;

use super::body::ServerBody;
use super::service::Server;
use crate::integrations::server::{Asks, Settings};

/// Makes a transaction of each request to an actix-web server; see the [module](super).
///
/// ```
/// use rina_trace::actix::ServerMiddleware;
///
/// let traced = ServerMiddleware::new().ignore(["/health"]).capture_server_errors(false);
/// # let _ = traced;
/// ```
#[derive(Clone)]
pub struct ServerMiddleware {
    settings: Arc<Settings>,
    asks: Asks<ServiceRequest>,
}

impl Default for ServerMiddleware {
    fn default() -> Self {
        Self::new()
    }
}

impl ServerMiddleware {
    /// All requests but `HEAD` and `OPTIONS`, isolated from each other.
    ///
    /// Made within a capture of `testing`, its requests are captured, too, whatever thread they are answered by.
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

    /// Says the route that a request takes; asked where no resource matches. With `None` the request is named by
    /// its path.
    pub fn route(
        mut self,
        route: impl Fn(&ServiceRequest) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.asks.route = Some(Arc::new(route));
        self
    }

    /// Says who asks; by default the first of `X-Forwarded-For`, or `X-Real-IP`, or the other end of the connection.
    ///
    /// Asked only with [`Config::send_default_pii`](crate::Config::send_default_pii).
    pub fn client_address(
        mut self,
        address: impl Fn(&ServiceRequest) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.asks.client_address = Some(Arc::new(address));
        self
    }

    /// Gives each request a hub of `sentry` of its own, so that the user, the tags and the breadcrumbs that it puts
    /// on its scope stay its own; by default on.
    pub fn isolate(self, on: bool) -> Self {
        self.with(|settings| settings.isolates = on)
    }

    /// Sends an error event for a response of 500 and above, where none was captured within the request: of the
    /// error that the handler returned, if there is one; by default on.
    pub fn capture_server_errors(self, on: bool) -> Self {
        self.with(|settings| settings.captures = on)
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }
}

impl<S, B> Transform<S, ServiceRequest> for ServerMiddleware
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<ServerBody<B>>;
    type Error = Error;
    type InitError = ();
    type Transform = Server<S>;
    type Future = Ready<Result<Server<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Server::new(service, Arc::clone(&self.settings), self.asks.clone())))
    }
}

impl std::fmt::Debug for ServerMiddleware {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.settings.debug("ServerMiddleware", f)
    }
}
