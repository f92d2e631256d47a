//! Calls other services: one span for each request, and the trace in its headers.
//!
//! Knows reqwest; known by the shop's clients.

use reqwest::{Client, Request, RequestBuilder, Response, Url};
use rina_trace::{SpanStatus, traced};

/// Where a service is, and how to get there.
#[derive(Clone)]
pub(crate) struct Remote {
    client: Client,
    base: String,
}

impl Remote {
    /// A service at `base`, such as `http://127.0.0.1:8080`.
    pub(crate) fn new(base: String) -> Self {
        Self { client: Client::new(), base }
    }

    /// Starts a `POST` request to `path`.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base))
    }
}

/// Sends a request. Any answer is `Ok`, whatever its status code.
///
/// # Errors
///
/// There is no answer, or the request could not be built.
pub(crate) async fn send(request: RequestBuilder) -> reqwest::Result<Response> {
    let (client, request) = request.build_split();
    execute(&client, request?).await
}

#[traced(
    op = "http.client",
    name = format!("{} {}", request.method(), without_query(request.url())),
    data(
        http.request.method = request.method().as_str(),
        url.full = without_query(request.url()),
        server.address = request.url().host_str(),
        server.port = request.url().port(),
    ),
)]
async fn execute(client: &Client, mut request: Request) -> reqwest::Result<Response> {
    rina_trace::trace_headers_for(request.url().as_str()).apply(request.headers_mut());
    let response = client.execute(request).await?;
    let (span, code) = (rina_trace::current(), response.status().as_u16());
    span.set("http.response.status_code", code).set_status(SpanStatus::from_http(code));
    Ok(response)
}

/// Queries carry what is nobody's business.
fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}
