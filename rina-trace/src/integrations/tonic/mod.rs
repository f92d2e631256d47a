//! Calls to other services by `tonic`, and the metadata of those that come in.
//!
//! # Servers
//!
//! [`tower::ServerLayer`](crate::tower::ServerLayer) knows gRPC: given to `Server::builder().layer(..)`, it makes a
//! transaction of each call, named `package.Service/Method`. Its operation is `http.server`, as of every request:
//! Sentry's page of a backend counts no others. The status is that of the call, from the trailers of its response.
//!
//! ```no_run
//! use rina_trace::tower::ServerLayer;
//!
//! let layer = ServerLayer::new().ignore(["/grpc.health.v1.Health/*"]);
//! # let _ = layer;
//! // tonic::transport::Server::builder().layer(layer).add_service(orders).serve(address).await
//! ```
//!
//! # Clients
//!
//! ```no_run
//! use rina_trace::tonic::ClientLayer;
//! use tower_layer::Layer;
//!
//! # fn example<C>(channel: C) {
//! let channel = ClientLayer::new().layer(channel);
//! # let _ = channel;
//! // let orders = OrdersClient::new(channel);
//! # }
//! ```
//!
//! Each call is a span `rpc` below the current one, which ends with the trailers of the response; a stream that is
//! given up before is `cancelled`. The call carries the trace in its metadata.
//!
//! # By hand
//!
//! Metadata are a [`Carrier`]: `continue_trace(request.metadata())`. The other way,
//! `trace_headers().apply(request.metadata_mut().as_mut())`, is what the interceptor [`propagate`] does.

mod call;
mod client;

use tonic::metadata::MetadataMap;
use tonic::{Request, Status};

pub use self::call::{CallBody, CallFuture};
pub use self::client::{Client, ClientLayer};
use crate::propagation::Carrier;

impl Carrier for MetadataMap {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        let headers: &http::HeaderMap = self.as_ref();
        headers.visit(visit);
    }
}

/// An interceptor that puts the current trace into the metadata of a call, and opens no span.
///
/// `trace_propagation_targets` are not asked: an interceptor does not know where the call goes.
///
/// ```no_run
/// # fn example<T>(channel: T) {
/// // let orders = OrdersClient::with_interceptor(channel, rina_trace::tonic::propagate);
/// # }
/// let request = rina_trace::tonic::propagate(tonic::Request::new(()));
/// # let _ = request;
/// ```
///
/// # Errors
///
/// None; the type is that of interceptors.
pub fn propagate(mut request: Request<()>) -> Result<Request<()>, Status> {
    crate::remote::trace_headers().apply(request.metadata_mut().as_mut());
    Ok(request)
}
