//! Opens connections to the server, through the connectors of `ureq`: they know TLS, proxies and time-outs.
//!
//! A host is looked up for each connection: these are kept, so that is seldom. Known by [`super::http`].

use std::sync::Arc;
use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::{DefaultResolver, Resolver};
use ureq::unversioned::transport::time::Instant;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport};
use ureq::{Agent, Error, Proxy, Timeout};

use super::endpoint::Endpoint;

pub(super) struct Dialer {
    connector: Arc<DefaultConnector>,
    config: Config,
    resolver: DefaultResolver,
    timeout: NextTimeout,
}

impl Dialer {
    pub(super) fn new(endpoint: &Endpoint, timeout: Duration) -> Self {
        let proxy = endpoint.proxy.as_deref().and_then(|url| {
            let proxy = proxy(url, endpoint.no_proxy.as_deref());
            if proxy.is_none() {
                tracing::warn!(target: "rina_trace", "the proxy is no URL of an HTTP proxy; going without");
            }
            proxy
        });
        let tls = TlsConfig::builder().disable_verification(endpoint.accept_invalid_certs).build();
        let config = Agent::config_builder()
            .proxy(proxy)
            .tls_config(tls)
            .user_agent(endpoint.user_agent.as_str())
            .build();
        Self {
            connector: Arc::default(),
            config,
            resolver: DefaultResolver::default(),
            timeout: NextTimeout {
                after: timeout.into(),
                reason: Timeout::Connect,
                ..NextTimeout::default()
            },
        }
    }

    /// Opens a connection to the server of this URL, with TLS where its scheme says so.
    ///
    /// # Errors
    ///
    /// When it was not reached in time, the URL has no host, or the certificate is not trusted.
    pub(super) fn dial(&self, uri: &Uri) -> Result<Box<dyn Transport>, Error> {
        if uri.scheme().is_none() || uri.host().is_none() {
            return Err(Error::BadUri(uri.to_string()));
        }
        // A proxy looks the host up by itself.
        let is_direct = |proxy: &Proxy| proxy.resolve_target() || proxy.is_no_proxy(uri);
        let addrs = if self.config.proxy().is_none_or(is_direct) {
            self.resolver.resolve(uri, &self.config, self.timeout)?
        } else {
            self.resolver.empty()
        };
        let connector = Arc::clone(&self.connector);
        let connect = move |details: &ConnectionDetails<'_>| {
            connector.connect(details, None)?.ok_or(Error::ConnectionFailed)
        };
        let details = ConnectionDetails {
            uri,
            addrs,
            config: &self.config,
            request_level: false,
            resolver: &self.resolver,
            now: Instant::now(),
            timeout: self.timeout,
            current_time: Arc::new(Instant::now),
            run_connector: Arc::new(connect),
            register_shutdown: Arc::new(|_| Ok(())),
        };
        let transport = (details.run_connector)(&details)?;
        if details.needs_tls() && !transport.is_tls() {
            return Err(Error::TlsRequired);
        }
        Ok(transport)
    }
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
