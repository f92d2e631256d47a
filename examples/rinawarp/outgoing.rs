//! The ways to other services: a client that makes a span of each request and tells the trace in its headers.
//!
//! Knows reqwest; known by the shop's clients.

use reqwest::Client;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, RequestBuilder};
use rina_trace::reqwest::ClientMiddleware;

/// Where a service is, and how to get there.
#[derive(Clone)]
pub(crate) struct Remote {
    traced: ClientWithMiddleware,
    plain: Client,
    base: String,
}

impl Remote {
    /// A service at `base`, such as `http://127.0.0.1:8080`.
    pub(crate) fn new(base: String) -> Self {
        let plain = Client::new();
        let traced = ClientBuilder::new(plain.clone()).with(ClientMiddleware::new()).build();
        Self { traced, plain, base }
    }

    /// Starts a `POST` request to `path`. Any answer is `Ok`, whatever its status code.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.traced.post(self.url(path))
    }

    /// The client without any of that, for a function that is traced itself.
    pub(crate) fn plain(&self) -> &Client {
        &self.plain
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
