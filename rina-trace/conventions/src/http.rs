//! How a request to another service is named: by its method, and by its URL with what varies folded away.
//!
//! Pure and without allocation but for what is returned. Known by the macros, which name literal URLs, and by the
//! runtime, which names all others in the same way.
//!
//! Source: `http.client` in <https://develop.sentry.dev/sdk/telemetry/traces/modules/requests/>.

mod fold;
mod url;

pub use self::fold::{fold, is_id};
pub use self::url::{Url, host_and_port};

/// The methods of HTTP: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-9),
/// [RFC 5789](https://www.rfc-editor.org/rfc/rfc5789), and `QUERY`, which is a draft.
pub const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"];

/// The name of the span of a request: `POST https://api.example.com/users/{id}`, without query and credentials.
///
/// ```
/// use rina_trace_conventions::http::{Url, name};
///
/// let url = Url::parse("https://me@api.example.com:8443/users/42?page=2");
/// assert_eq!(name("GET", &url), "GET https://api.example.com:8443/users/{id}");
/// ```
pub fn name(method: &str, url: &Url<'_>) -> String {
    let path = fold(url.path);
    let path = if path.is_empty() && !url.host.is_empty() { "/" } else { &*path };
    if url.host.is_empty() { format!("{method} {path}") } else { format!("{method} {}{path}", url.origin()) }
}
