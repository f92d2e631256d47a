//! Calls by gRPC over loopback: tonic's health service, as it comes and as written here, behind `ServerLayer`, and
//! its client behind `ClientLayer`.

mod clients;
mod servers;

use std::net::SocketAddr;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use rina_trace::testing::{Traces, capture_async_with};
use rina_trace::tonic::{Client, ClientLayer};
use rina_trace::tower::ServerLayer;
use rina_trace::{Config, span, traced};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Code, Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tower_layer::Layer;

/// Answers by the name of the service that is asked for.
struct Service;

#[traced(op = "function", name = "look")]
async fn look(service: &str) -> Result<HealthCheckResponse, Status> {
    match service {
        "well" => Ok(HealthCheckResponse { status: 1 }),
        "panics" => panic!("of a service"),
        "waits" => std::future::pending().await,
        code => Err(Status::new(Code::from_i32(code.parse().unwrap()), "as asked for")),
    }
}

#[tonic::async_trait]
impl Health for Service {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        match &*request.get_ref().service {
            "untraced" => Err(Status::internal("of no function of ours")),
            service => look(service).await.map(Response::new),
        }
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// Two answers, each within a span, then what the service is called.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let service = request.into_inner().service;
        let answers = stream::iter([1, 2]).map(|status| {
            span!("function", "answer").finish();
            Ok(HealthCheckResponse { status })
        });
        let last = async move { if service == "well" { None } else { Some(look(&service).await) } };
        let last = stream::once(last).filter_map(std::future::ready);
        Ok(Response::new(Box::pin(answers.chain(last))))
    }
}

fn asking(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.to_owned() }
}

/// Serves [`Service`] behind `layer` while `talk` runs and until the last connection is gone.
async fn serving<R>(layer: ServerLayer, talk: impl AsyncFnOnce(SocketAddr) -> R) -> R {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = Server::builder().layer(layer).add_service(HealthServer::new(Service));
    let server = server.serve_with_incoming_shutdown(TcpIncoming::from(listener), async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server);
    let told = talk(address).await;
    drop(stop);
    server.await.unwrap().unwrap();
    while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
    told
}

async fn channel(address: SocketAddr) -> Channel {
    Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}

/// A client whose calls are no spans.
async fn plain(address: SocketAddr) -> HealthClient<Channel> {
    HealthClient::new(channel(address).await)
}

async fn traced_client(address: SocketAddr) -> HealthClient<Client<Channel>> {
    HealthClient::new(ClientLayer::new().layer(channel(address).await))
}

fn captured_with(
    config: &Config,
    layer: impl FnOnce() -> ServerLayer,
    talk: impl AsyncFnOnce(SocketAddr),
) -> Traces {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(capture_async_with(config, async { serving(layer(), talk).await }))
}

fn captured(layer: impl FnOnce() -> ServerLayer, talk: impl AsyncFnOnce(SocketAddr)) -> Traces {
    captured_with(&Config::new().traces_sample_rate(1.0), layer, talk)
}

/// The tree without what is the same in all of these tests, or another each time.
fn tree(traces: &Traces) -> String {
    let known = [
        "http.request.",
        "url.path=",
        "network.",
        "server.",
        "user_agent.",
        "rpc.system.name=",
        "rpc.service=",
    ];
    let is_said = |word: &&str| !known.iter().any(|key| word.starts_with(key));
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    traces.to_string().lines().map(short).collect()
}
