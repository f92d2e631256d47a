//! The parts of a URL, as far as a span tells them. Known by the module around it.

use std::fmt;

/// A URL, divided and not judged: what is missing is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// Such as `https`.
    pub scheme: &'a str,
    /// What stands before the `@`: a user, and maybe a password.
    pub credentials: &'a str,
    /// A name or an address; one of version 6 in its brackets.
    pub host: &'a str,
    /// As it is written.
    pub port: Option<u16>,
    /// From the first slash to the query.
    pub path: &'a str,
    /// Behind the `?`.
    pub query: &'a str,
    /// Behind the `#`.
    pub fragment: &'a str,
}

impl<'a> Url<'a> {
    /// Divides a URL. A text without `://` is a path, for which there is no host.
    ///
    /// ```
    /// use rina_trace_conventions::http::Url;
    ///
    /// let url = Url::parse("https://api.example.com/users?page=2");
    /// assert_eq!((url.host, url.path, url.query), ("api.example.com", "/users", "page=2"));
    /// assert_eq!(url.port_or_default(), Some(443));
    /// ```
    pub fn parse(text: &'a str) -> Self {
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        let Some((scheme, rest)) = text.split_once("://") else {
            return Self { scheme: "", credentials: "", host: "", port: None, path: text, query, fragment };
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (credentials, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = host_and_port(place);
        Self { scheme, credentials, host, port, path, query, fragment }
    }

    /// The port that is written, else that of the scheme.
    pub fn port_or_default(&self) -> Option<u16> {
        let known = [("http", 80), ("https", 443)];
        let by_scheme = known.into_iter().find(|(scheme, _)| self.scheme.eq_ignore_ascii_case(scheme));
        self.port.or(by_scheme.map(|(_, port)| port))
    }

    /// Scheme, host and port, as they are written: `https://api.example.com:8443`.
    pub fn origin(&self) -> impl fmt::Display + 'a {
        Origin(*self)
    }

    /// The whole URL without the credentials.
    pub fn without_credentials(&self) -> impl fmt::Display + 'a {
        Open(*self)
    }
}

struct Origin<'a>(Url<'a>);

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Url { scheme, host, port, .. } = self.0;
        if !scheme.is_empty() {
            write!(f, "{scheme}://")?;
        }
        f.write_str(host)?;
        port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

struct Open<'a>(Url<'a>);

impl fmt::Display for Open<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Url { path, query, fragment, .. } = self.0;
        write!(f, "{}{path}", Origin(self.0))?;
        for (sign, part) in [('?', query), ('#', fragment)] {
            if !part.is_empty() {
                write!(f, "{sign}{part}")?;
            }
        }
        Ok(())
    }
}

/// The two parts of `host:port`; there is no port where none is written, and the brackets stay around an address of
/// version 6.
///
/// ```
/// use rina_trace_conventions::http::host_and_port;
///
/// assert_eq!(host_and_port("example.com:8080"), ("example.com", Some(8080)));
/// assert_eq!(host_and_port("[::1]"), ("[::1]", None));
/// ```
pub fn host_and_port(place: &str) -> (&str, Option<u16>) {
    match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (place, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_ports_and_credentials() {
        let parts = |text| {
            let url = Url::parse(text);
            (url.credentials, url.host, url.port, url.path)
        };
        assert_eq!(parts("http://example.com"), ("", "example.com", None, ""));
        assert_eq!(parts("http://u:p@example.com:80/"), ("u:p", "example.com", Some(80), "/"));
        assert_eq!(parts("http://a@b@[::1]:80/x@y"), ("a@b", "[::1]", Some(80), "/x@y"));
        assert_eq!(parts("http://[::1]?a@b"), ("", "[::1]", None, ""));
        assert_eq!(parts("/users?to=http://x"), ("", "", None, "/users"));
        assert_eq!(parts("http://"), ("", "", None, ""));
    }

    #[test]
    fn it_is_printed_as_it_was_but_for_its_credentials() {
        let print = |text| Url::parse(text).without_credentials().to_string();
        for same in ["https://a.b:1/c/d?e=f&g#h", "http://[::1]:80", "/only/a/path?q", ""] {
            assert_eq!(print(same), same);
        }
        assert_eq!(print("https://user:pass@a.b/c?d@e"), "https://a.b/c?d@e");
    }
}
