//! Requests, messages and calls, in and out, and spans of `tracing`.

use super::*;

/// In place of the network.
struct Network;

#[async_trait::async_trait]
impl Middleware for Network {
    async fn handle(
        &self,
        _: reqwest::Request,
        _: &mut http::Extensions,
        _: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        Ok(http::Response::new("").into())
    }
}

/// The allocations of requests in an unsampled segment.
fn requests(client: &ClientWithMiddleware) -> u64 {
    let url: reqwest::Url = "https://api.example.com/users/42".parse().unwrap();
    let request = |_| {
        let request = reqwest::Request::new(reqwest::Method::GET, url.clone());
        assert!(ready(client.execute(request)).is_ok());
    };
    let (allocations, traces) = captured(0.0, || root(request));
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
    allocations
}

#[test]
fn a_request_of_a_client_that_is_not_kept() {
    let client = || ClientBuilder::new(reqwest::Client::new());
    let traced = client().with(ClientMiddleware::new().propagate(false)).with(Network).build();
    assert_eq!(requests(&traced), requests(&client().with(Network).build()));
}

#[test]
fn a_function_where_nothing_is_switched_on() {
    // Other tests of this binary may be capturing meanwhile: then there is no place to record into.
    let allocations = counted(|n| {
        child(n);
        ready(async_child(n));
        let _ = model_asked(n);
        assert!(ready(async_model_asked(n)).is_ok());
    });
    assert_eq!(allocations, 0);
}

/// A span of `tracing`; what the registry itself allocates for one is not counted against us.
fn theirs(n: usize) {
    let span = tracing::info_span!("theirs", text = "static", n);
    span.in_scope(|| {
        span.record("n", n + 1);
    });
}

/// The allocations of spans of `tracing` with a subscriber of this layer, or of none.
fn of_theirs(layer: Option<SpanLayer>, run: impl FnOnce(fn(usize)) -> u64) -> u64 {
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, || run(theirs))
}

#[test]
fn a_span_of_tracing_that_is_not_kept() {
    let bare = of_theirs(None, counted);
    assert_eq!(of_theirs(Some(SpanLayer::new()), counted), bare, "where no span is open");
    let (allocations, traces) = captured(0.0, || of_theirs(Some(SpanLayer::new()), root));
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
    assert_eq!(allocations, bare, "in a segment that is not sampled");
}

#[test]
fn a_span_of_tracing_that_is_recorded() {
    let bare = of_theirs(None, counted);
    let (allocations, traces) = captured(1.0, || of_theirs(Some(SpanLayer::new()), root));
    assert_eq!(traces.segments()[0].spans().len(), CHILDREN, "all are there");
    assert!(allocations <= bare + GROWTH, "{allocations} allocations, {bare} of them the registry's");
}

/// Answers at once, and with nothing.
#[derive(Clone, Copy)]
struct Answers;

impl Service<http::Request<()>> for Answers {
    type Response = http::Response<String>;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<()>) -> Self::Future {
        std::future::ready(Ok(http::Response::new(String::new())))
    }
}

#[test]
fn a_request_where_nothing_is_switched_on() {
    let server = RefCell::new(ServerLayer::new().layer(Answers));
    let allocations = counted(|_| {
        let response = server.borrow_mut().call(http::Request::new(()));
        assert!(ready(response).is_ok());
    });
    assert_eq!(allocations, 0);
}

#[test]
fn a_message_and_a_link_where_nothing_is_switched_on() {
    let incoming = [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1")];
    let allocations = counted(|_| {
        let (span, headers) = queue::publish("emails").system("kafka").message_id("7").start();
        assert_eq!(headers.iter().count(), 0);
        span.link(current().as_link());
        let process = queue::process("emails").body_size(512).headers(incoming).batch([incoming]);
        let done = ready(process.run_async(|| std::future::ready(Ok::<_, ()>(()))));
        assert!(done.is_ok());
    });
    assert_eq!(allocations, 0);
}

#[test]
fn a_call_where_nothing_is_switched_on() {
    let client = RefCell::new(ClientLayer::new().layer(Answers));
    let allocations = counted(|_| {
        let response = client.borrow_mut().call(http::Request::new(()));
        assert!(ready(response).is_ok());
    });
    assert_eq!(allocations, 0);
}

/// Its segment, its name, its trace and a mark in the request; none of it once for each layer or poll.
#[test]
fn a_request_that_is_recorded() {
    const EACH: u64 = 10;
    let (allocations, traces) = captured(1.0, || {
        let server = RefCell::new(ServerLayer::new().layer(Answers));
        counted(|_| {
            let response = server.borrow_mut().call(http::Request::new(()));
            assert!(ready(response).is_ok());
        })
    });
    assert_eq!(traces.segments().len(), CHILDREN);
    let each = allocations / COUNTED.len() as u64;
    assert!(each <= EACH, "{each} allocations for each request");
}
