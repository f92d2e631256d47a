//! Posts envelopes over HTTP: `ureq` with rustls, connections kept alive, bodies compressed.
//!
//! Blocks, so it is for the worker only; no runtime of the user's is touched. Knows nothing of envelopes but
//! that they are bytes; known by [`super::destination`].

use std::time::Duration;

use ureq::http::HeaderMap;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Proxy};

use super::addresses::Addresses;
use super::destination::Answer;
use super::endpoint::Endpoint;
use super::gzip::Gzip;
use super::whole::WholeRequests;

/// Below this a body fits into one packet with its headers, and compression gains nothing.
const COMPRESS_FROM: usize = 1024;
/// What is read of an answer, so that its connection can be used again; Sentry says no more than an id.
const MAX_ANSWER: u64 = 16 * 1024;

/// How long an attempt may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) connect: Duration,
    pub(super) all: Duration,
}

impl Timeouts {
    /// For Sentry, which may be far away.
    pub(super) const SENTRY: Self = Self { connect: Duration::from_secs(5), all: Duration::from_secs(30) };
}

pub(super) struct Http {
    agent: Agent,
    addresses: Addresses,
    endpoint: Endpoint,
    gzip: Gzip,
}

impl Http {
    pub(super) fn new(endpoint: Endpoint, timeouts: Timeouts) -> Self {
        let proxy = endpoint.proxy.as_deref().and_then(|url| {
            let proxy = proxy(url, endpoint.no_proxy.as_deref());
            if proxy.is_none() {
                tracing::warn!(target: "rina_trace", "the proxy is no URL of an HTTP proxy; going without");
            }
            proxy
        });
        let tls = TlsConfig::builder().disable_verification(endpoint.accept_invalid_certs).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls)
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.all))
            .user_agent(endpoint.user_agent.as_str())
            .build();
        let (connector, addresses) = (DefaultConnector::default().chain(WholeRequests), Addresses::default());
        let agent = Agent::with_parts(config, connector, addresses.clone());
        Self { agent, addresses, endpoint, gzip: Gzip::new() }
    }

    /// Posts the parts as one body. `None` when the server was not reached.
    pub(super) fn answer(&mut self, parts: &[&[u8]]) -> Option<Answer> {
        let answer = self.post(parts);
        if let Err(error) = &answer {
            tracing::debug!(target: "rina_trace", %error, "an envelope could not be sent");
        }
        answer.ok()
    }

    /// Posts the parts as one body.
    ///
    /// # Errors
    ///
    /// When the server was not reached.
    pub(super) fn post(&mut self, parts: &[&[u8]]) -> Result<Answer, ureq::Error> {
        let mut answer = self.attempt(parts);
        if answer.as_ref().is_err_and(was_closed) {
            // By the server, while nothing was to be sent: on a new connection it goes.
            answer = self.attempt(parts);
        }
        if answer.is_err() {
            self.addresses.forget();
        }
        answer
    }

    fn attempt(&mut self, parts: &[&[u8]]) -> Result<Answer, ureq::Error> {
        let mut request =
            self.agent.post(&self.endpoint.url).header("Content-Type", "application/x-sentry-envelope");
        if let Some(auth) = &self.endpoint.auth {
            request = request.header("X-Sentry-Auth", auth);
        }
        let mut response = if parts.iter().map(|part| part.len()).sum::<usize>() < COMPRESS_FROM {
            request.send(&parts.concat())?
        } else {
            request.header("Content-Encoding", "gzip").send(self.gzip.compress(parts)?)?
        };
        let header = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let answer = Answer {
            status: response.status().as_u16(),
            rate_limits: header(response.headers(), "x-sentry-rate-limits"),
            retry_after: header(response.headers(), "retry-after"),
        };
        // The envelope has arrived, whatever becomes of the rest of the answer.
        let _ = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        Ok(answer)
    }
}

/// True for a connection that was there, and ended without an answer.
fn was_closed(error: &ureq::Error) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(error, ureq::Error::Io(error) if matches!(
        error.kind(),
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe
    ))
}

/// `ureq` reads `NO_PROXY` only together with variables of its own choice of proxy.
fn proxy(url: &str, no_proxy: Option<&str>) -> Option<Proxy> {
    let proxy = Proxy::new(url).ok()?;
    let Some(no_proxy) = no_proxy else { return Some(proxy) };
    let mut builder = Proxy::builder(proxy.protocol()).host(proxy.host()).port(proxy.port());
    if let Some(username) = proxy.username() {
        builder = builder.username(username);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    for host in no_proxy.split(',').map(str::trim) {
        builder = builder.no_proxy(host);
    }
    builder.build().ok()
}
