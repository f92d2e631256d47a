//! Requests to other services: what their spans tell, whoever makes them.
//!
//! A function that makes a request says so by [`macro@crate::traced_http`]; a client of reqwest says it for all of its
//! requests, by `rina_trace::reqwest::ClientMiddleware` (feature `reqwest`). Both record the same: the operation
//! `http.client`, the name `METHOD https://host/path` with a placeholder for each id, `http.request.method`,
//! `url.full` without credentials, `server.address`, `server.port`, and of the response what an [`HttpResponse`] tells:
//! its code, from which the [status](SpanStatus::from_http) of the span follows, its length, and the headers that say
//! how much may still be asked for, and by which id the other side knows the request.
//!
//! ```
//! use rina_trace::traced_http;
//!
//! #[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions")]
//! fn create_session(body: &str) -> Result<http::Response<String>, std::io::Error> {
//!     let mut request = http::Request::post("https://api.stripe.com/v1/checkout/sessions").body(body.to_owned());
//!     if let Ok(request) = &mut request {
//!         rina_trace::trace_headers().apply(request.headers_mut());
//!     }
//!     // .. sends it
//!     # Ok(http::Response::new(String::new()))
//! }
//! # assert!(create_session("").is_ok());
//! ```
//!
//! A function that returns no response, but what it has read from one, tells the response on its way:
//!
//! ```
//! use rina_trace::http::record_response;
//! use rina_trace::traced_http;
//!
//! #[traced_http(method = "GET", url = format!("{base}/users/{id}"))]
//! fn user_name(base: &str, id: u64) -> Result<String, std::io::Error> {
//!     # let send = || http::Response::new("Ada".to_owned());
//!     let response = send();
//!     record_response(&response);
//!     Ok(response.into_body())
//! }
//! # assert!(user_name("https://api.example.com", 1).is_ok());
//! ```

mod probe;
mod request;
mod response;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod version;

pub(crate) use self::request::record as record_request;
#[cfg(feature = "reqwest")]
pub(crate) use self::response::header;
pub(crate) use self::response::{record, record_given};
#[cfg(any(feature = "reqwest", feature = "tower"))]
pub(crate) use self::version::version;

pub use self::probe::Answer;
pub use self::response::{HttpResponse, IntoStatusCode};

use crate::fields::Fields;
use crate::record::Change;
use crate::stack;
#[cfg(doc)]
use crate::status::SpanStatus;

/// Tells a response on the span that the thread or the task is in; does nothing where none is recorded.
///
/// For functions below [`macro@crate::traced_http`] that return something else.
///
/// ```
/// # let response = http::Response::new(());
/// rina_trace::http::record_response(&response);
/// ```
pub fn record_response<R: HttpResponse + ?Sized>(response: &R) {
    let Some(span) = stack::span_id() else { return };
    let mut fields = Fields::new(Some(span));
    record(response, &mut fields);
    if let Some(status) = fields.status {
        stack::change_current(Change::Status(status));
    }
}
