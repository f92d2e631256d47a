//! Where Sentry is: what a DSN and the proxy variables say, as text.
//!
//! Pure but for [`Proxies::from_env`]. Known by the hub, which makes it, and by those who post.

#![cfg_attr(not(feature = "transport"), expect(dead_code, reason = "nobody posts without our transport"))]

use sentry::types::{Dsn, Scheme};

/// Everything that is needed to post an envelope.
#[derive(Debug, Clone, Default)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    /// The header `X-Sentry-Auth`, where there is a DSN.
    pub(crate) auth: Option<String>,
    pub(crate) user_agent: String,
    pub(crate) proxy: Option<String>,
    /// Hosts, separated by commas, that are reached without the proxy.
    pub(crate) no_proxy: Option<String>,
    pub(crate) accept_invalid_certs: bool,
}

/// Proxies by the scheme of what is reached through them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxies {
    pub(crate) http: Option<String>,
    pub(crate) https: Option<String>,
    pub(crate) none_for: Option<String>,
}

impl Proxies {
    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and their lowercase kin. Empty means unset.
    pub(crate) fn from_env() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let either = |names: [&str; 2]| names.into_iter().filter_map(&variable).find(|text| !text.is_empty());
        Self {
            http: either(["HTTP_PROXY", "http_proxy"]),
            https: either(["HTTPS_PROXY", "https_proxy"]),
            none_for: either(["NO_PROXY", "no_proxy"]),
        }
    }
}

impl Endpoint {
    /// The endpoint for envelopes of a DSN. As in `sentry`, the proxy for HTTP serves HTTPS too where it has none.
    pub(crate) fn new(dsn: &Dsn, user_agent: &str, proxies: Proxies, accept_invalid_certs: bool) -> Self {
        let proxy = match dsn.scheme() {
            Scheme::Https => proxies.https.or(proxies.http),
            Scheme::Http => proxies.http,
        };
        Self {
            url: dsn.envelope_api_url().to_string(),
            auth: Some(dsn.to_auth(Some(user_agent)).to_string()),
            user_agent: user_agent.to_owned(),
            proxy,
            no_proxy: proxies.none_for,
            accept_invalid_certs,
        }
    }

    /// The local Spotlight: no authentication and no proxy.
    pub(crate) fn spotlight(url: &str) -> Self {
        Self { url: url.to_owned(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_says_url_and_authentication() {
        let dsn: Dsn = "https://key@o1.ingest.sentry.io/42".parse().unwrap();
        let endpoint = Endpoint::new(&dsn, "agent/1", Proxies::default(), false);
        assert_eq!(endpoint.url, "https://o1.ingest.sentry.io/api/42/envelope/");
        let auth = endpoint.auth.unwrap();
        assert!(auth.starts_with("Sentry sentry_key=key, sentry_version=7, "), "{auth}");
        assert!(auth.contains("sentry_client=agent/1"), "{auth}");
    }

    #[test]
    fn proxies_are_chosen_by_scheme() {
        let proxies = Proxies::read(|name| match name {
            "HTTP_PROXY" => Some("http://plain".into()),
            "HTTPS_PROXY" => Some(String::new()),
            "https_proxy" => Some("http://secure".into()),
            "no_proxy" => Some("localhost".into()),
            _ => None,
        });
        let proxy = |dsn: &str, proxies: &Proxies| {
            Endpoint::new(&dsn.parse().unwrap(), "a", proxies.clone(), false).proxy.unwrap_or_default()
        };
        assert_eq!(proxy("https://key@host/1", &proxies), "http://secure");
        assert_eq!(proxy("http://key@host/1", &proxies), "http://plain");
        let only_http = Proxies { https: None, ..proxies };
        assert_eq!(proxy("https://key@host/1", &only_http), "http://plain");
        assert_eq!(only_http.none_for.as_deref(), Some("localhost"));
    }
}
