//! Servers of actix-web on loopback behind `ServerMiddleware`, and clients that speak HTTP by hand.
//!
//! Nothing sleeps: a server that is stopped has dropped what its connections held.

mod bodies;
mod events;
mod routes;

use std::net::SocketAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, HttpServer};
use rina_trace::Config;
use rina_trace::testing::Traces;

pub(crate) use crate::edge::{ask, get, read_until, send, tree};

/// Serves what `app` makes, on a worker of its own, while `talk` runs and until the last connection is gone.
fn serving<R, T, B>(
    app: impl Fn() -> App<T> + Clone + Send + 'static,
    talk: impl AsyncFnOnce(SocketAddr) -> R,
) -> R
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(app).workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        let server = actix_web::rt::spawn(server);
        let told = talk(address).await;
        handle.stop(true).await;
        server.await.unwrap().unwrap();
        told
    })
}

/// What is recorded while `talk` talks to a server. `app` is asked for within the capture, so that a middleware that
/// is made then brings the requests along.
fn captured_with<A, T, B>(
    config: &Config,
    app: impl FnOnce() -> A,
    talk: impl AsyncFnOnce(SocketAddr),
) -> Traces
where
    A: Fn() -> App<T> + Clone + Send + 'static,
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    // The runtime of actix is a `block_on` of its own, which a capture goes along with.
    rina_trace::testing::capture_with(config, || serving(app(), talk))
}

fn captured<A, T, B>(app: impl FnOnce() -> A, talk: impl AsyncFnOnce(SocketAddr)) -> Traces
where
    A: Fn() -> App<T> + Clone + Send + 'static,
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    captured_with(&Config::new().traces_sample_rate(1.0), app, talk)
}
