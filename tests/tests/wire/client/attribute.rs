//! Functions with `#[traced_http]`.

use std::fmt;

use futures_util::future::BoxFuture;
use http::{Method, Response, StatusCode};
use rina_trace::http::{HttpResponse, record_response};
use rina_trace::testing::{Traces, capture, capture_with};
use rina_trace::{Config, traced_http};

use crate::edge::block_on;

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

fn answer(code: u16) -> Response<&'static str> {
    Response::builder().status(code).header("request-id", "req_1").body("x").unwrap()
}

/// The lines of the spans, without the name of the trace.
fn line(traces: &Traces) -> String {
    let text = traces.to_string();
    assert!(text.starts_with("trace 1\n") && traces.segments().len() == 1, "{text}");
    text.trim_start_matches("trace 1\n").to_owned()
}

const STRIPE: &str = "http.client \"POST https://api.stripe.com/v1/checkout/sessions\"";
const ASKED: &str = "http.request.method=\"POST\" server.address=\"api.stripe.com\" server.port=443 \
                     url.full=\"https://api.stripe.com/v1/checkout/sessions\"";

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
fn create(code: u16) -> Result<Response<&'static str>, Refused> {
    if code == 0 { Err(Refused) } else { Ok(answer(code)) }
}

#[test]
fn a_response_is_found_by_its_type() {
    let id = "http.response.header.request-id=[req_1]";
    let told = |code| line(&capture(|| create(code)));
    assert_eq!(told(200), format!("{STRIPE} {ASKED} {id} http.response.status_code=200\n"));
    assert_eq!(
        told(402),
        format!("{STRIPE} [invalid_argument] {ASKED} {id} http.response.status_code=402\n")
    );
    let error = "error.type=\"wire::client::attribute::Refused\"";
    assert_eq!(told(0), format!("{STRIPE} [internal_error] {ASKED} {error}\n"));
}

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
async fn create_async(code: u16) -> Result<Response<&'static str>, Refused> {
    tokio::task::yield_now().await;
    Ok(answer(code))
}

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
fn create_plain(code: u16) -> impl Future<Output = Response<&'static str>> + Send {
    async move { answer(code) }
}

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
fn create_boxed(code: u16) -> BoxFuture<'static, Result<Response<&'static str>, Refused>> {
    Box::pin(async move { Ok(answer(code)) })
}

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
fn of_a_reference<'a>(response: &'a Response<&'static str>) -> &'a Response<&'static str> {
    response
}

#[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
fn of_an_option(code: u16) -> Option<StatusCode> {
    StatusCode::from_u16(code).ok()
}

#[test]
fn in_every_shape_of_function() {
    let traces = [
        capture(|| create(404)),
        capture(|| block_on(create_async(404))),
        capture(|| block_on(create_plain(404))),
        capture(|| block_on(create_boxed(404))),
        capture(|| of_a_reference(&answer(404)).status()),
        capture(|| of_an_option(404)),
    ];
    for traces in traces {
        let line = line(&traces);
        assert!(line.starts_with(&format!("{STRIPE} [not_found] {ASKED} ")), "{line}");
        assert!(line.ends_with(" http.response.status_code=404\n"), "{line}");
    }
}

struct Reply {
    code: u16,
    items: Vec<u8>,
}

#[traced_http(
    method = Method::GET,
    url = format!("{base}/orders/{id}?expand=1"),
    status = |r| r.code,
    ok(items = |r| r.items.len()),
    data(order.kind = "gift"),
)]
fn order(base: &str, id: u64) -> Result<Reply, Refused> {
    Ok(Reply { code: 503, items: vec![1, 2] })
}

#[test]
fn expressions_and_closures_tell_the_rest() {
    assert_eq!(
        line(&capture(|| order("http://user:pass@shop.example:8080", 17))),
        "http.client \"GET http://shop.example:8080/orders/{id}\" [unavailable] http.request.method=\"GET\" \
         server.address=\"shop.example\" server.port=8080 url.template=\"/orders/{id}\" \
         url.full=\"http://shop.example:8080/orders/17?expand=1\" order.kind=\"gift\" \
         http.response.status_code=503 items=2\n"
    );
}

struct Client {
    base: String,
}

impl Client {
    #[traced_http(method = "GET", url = self.base, status = StatusCode::as_u16, name = "GET /{page}")]
    async fn pages(&self) -> StatusCode {
        StatusCode::IM_A_TEAPOT
    }

    #[traced_http(method = "GET", url = self.base)]
    fn text(&self) -> Result<String, Refused> {
        let response = answer(429);
        record_response(&response);
        Ok(response.into_body().to_owned())
    }
}

#[test]
fn a_name_of_ones_own_stays_and_what_is_not_returned_is_told() {
    let client = Client { base: "/pages".to_owned() };
    assert_eq!(
        line(&capture(|| block_on(client.pages()))),
        "http.client \"GET /{page}\" [invalid_argument] http.request.method=\"GET\" url.path=\"/pages\" \
         http.response.status_code=418\n"
    );
    assert_eq!(
        line(&capture(|| client.text())),
        "http.client \"GET /pages\" [resource_exhausted] http.request.method=\"GET\" url.path=\"/pages\" \
         http.response.header.request-id=[req_1] http.response.status_code=429\n"
    );
}

#[derive(Debug)]
struct Failed(u16);

impl HttpResponse for Failed {
    fn status_code(&self) -> Option<u16> {
        Some(self.0)
    }
}

#[traced_http(method = "DELETE", url = "https://api.example.com/cart")]
fn delete(code: u16) -> Result<(), Failed> {
    Err(Failed(code))
}

#[traced_http(method = "DELETE", url = "https://api.example.com/cart", err = ignore)]
fn delete_if_there(code: u16) -> Result<(), Failed> {
    Err(Failed(code))
}

#[test]
fn an_error_may_tell_a_code() {
    let told = |traces: &Traces| line(traces);
    let line = told(&capture(|| delete(404)));
    assert!(line.contains(" [not_found] ") && line.ends_with(" http.response.status_code=404\n"), "{line}");
    // The answer was well, and the function has failed with it.
    let line = told(&capture(|| delete(200)));
    assert!(
        line.contains(" [internal_error] ") && line.ends_with(" http.response.status_code=200\n"),
        "{line}"
    );
    let line = told(&capture(|| delete_if_there(404)));
    assert!(!line.contains('[') && !line.contains("status_code"), "{line}");
}

#[traced_http(method = evaluated("GET"), url = evaluated("https://api.example.com/"))]
fn counted() -> StatusCode {
    StatusCode::OK
}

fn evaluated(text: &'static str) -> &'static str {
    panic!("{text} is evaluated for a span that nobody keeps")
}

#[test]
fn nothing_is_evaluated_for_a_span_that_is_not_kept() {
    let traces = capture_with(&Config::new().traces_sample_rate(0.0), counted);
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
}

#[test]
fn the_sampler_sees_a_literal_request_by_its_name() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let names = std::sync::Arc::clone(&seen);
    let config = Config::new().traces_sampler(move |context| {
        names.lock().unwrap().push((context.op().to_owned(), context.name().to_owned()));
        Some(1.0)
    });
    capture_with(&config, || create(200));
    let name = "POST https://api.stripe.com/v1/checkout/sessions";
    assert_eq!(*seen.lock().unwrap(), [("http.client".to_owned(), name.to_owned())]);
}
