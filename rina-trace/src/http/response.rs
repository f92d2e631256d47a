//! What a response tells. Known by users, who implement it for their clients, by expanded code and by integrations.

use crate::fields::Fields;
use crate::record::{Attribute, AttributeKind, Change};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Text, Value};

/// Headers that say how much may still be asked for, and when, or by which id the other side knows the request.
///
/// Sources: <https://docs.stripe.com/rate-limits>, <https://docs.stripe.com/api/request_ids>,
/// <https://docs.claude.com/en/api/rate-limits>, <https://docs.claude.com/en/api/errors>,
/// <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>.
const HEADERS: [&str; 15] = [
    "retry-after",
    "retry-after-ms",
    "request-id",
    "x-request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "cf-ray",
    "x-message-id",
    "original-request",
    "idempotent-replayed",
    "stripe-should-retry",
    "stripe-rate-limited-reason",
];

/// How the names of more of them begin.
///
/// Source: <https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html> for those without `x-`.
const BEGINNINGS: [&str; 4] = ["x-ratelimit-", "x-rate-limit-", "ratelimit", "anthropic-ratelimit-"];

/// Of one response; nobody sends more who does not want to fill our memory.
const MAX_HEADERS: usize = 32;

/// What a span is told of a response: its code and its headers.
///
/// [`macro@crate::traced_http`] finds it in what a function returns: in the value, in the `Ok` and in the `Err` of a
/// `Result`, behind references and in an `Option`. The responses of the crate `http` and of reqwest implement it, and
/// so do the errors of reqwest, which may tell a code.
///
/// ```
/// use rina_trace::http::HttpResponse;
///
/// struct Reply {
///     code: u16,
/// }
///
/// impl HttpResponse for Reply {
///     fn status_code(&self) -> Option<u16> {
///         Some(self.code)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is no response of HTTP",
    note = "implement `rina_trace::http::HttpResponse` for it, or give the code: `status = |r| ..`"
)]
pub trait HttpResponse {
    /// From 100 to 599; `None` if there is no response, as in an error that kept one from coming.
    fn status_code(&self) -> Option<u16>;

    /// Shows `visit` the name, in small letters, and the value of each header. Few of them are recorded.
    fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        let _ = visit;
    }
}

/// Records what a response tells. Gives back its code.
pub(crate) fn record<R: HttpResponse + ?Sized>(response: &R, fields: &mut Fields) -> Option<u16> {
    let mut left = MAX_HEADERS;
    response.visit_headers(&mut |name, value| {
        if name == "content-length" {
            let length = std::str::from_utf8(value).ok().and_then(|length| length.parse::<u64>().ok());
            fields.data("http.response.body.size", length.to_value());
        } else if left > 0 && is_told(name) {
            left -= 1;
            header(fields, name, value);
        }
    });
    let code = response.status_code()?;
    record_code(code, fields);
    Some(code)
}

fn is_told(name: &str) -> bool {
    HEADERS.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// Records a header of a response; not one that is no text.
pub(crate) fn header(fields: &Fields, name: &str, value: &[u8]) {
    let (Some(span), Ok(value)) = (fields.span, std::str::from_utf8(value)) else { return };
    let (kind, key) = (AttributeKind::Data, Key::from(format!("http.response.header.{name}")).into());
    let value = Value::List(Box::new([Value::Text(Text::new(value))]));
    stack::say(span, Change::Attribute(Attribute { kind, key, value }));
}

fn record_code(code: u16, fields: &mut Fields) {
    fields.data("http.response.status_code", code.to_value());
    let status = SpanStatus::from_http(code);
    // The request may have gone well, and the function failed all the same.
    if fields.status.is_none_or(|said| said == SpanStatus::Ok) || status.is_error() {
        fields.status = Some(status);
    }
}

/// Records a code that the user's own function has read.
pub(crate) fn record_given(code: &impl IntoStatusCode, fields: &mut Fields) {
    if let Some(code) = code.status_code() {
        record_code(code, fields);
    }
}

/// What `status = ..` of [`macro@crate::traced_http`] may give: a number from 100 to 599, a code of the crate `http`,
/// an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is no status code of HTTP",
    label = "expected a `u16` or an `http::StatusCode`",
    note = "`status` takes a function of the returned value that gives the code: `status = |r| r.status()`"
)]
pub trait IntoStatusCode {
    /// The code; `None` records nothing.
    fn status_code(&self) -> Option<u16>;
}

impl IntoStatusCode for u16 {
    fn status_code(&self) -> Option<u16> {
        Some(*self)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoStatusCode for $number {
            fn status_code(&self) -> Option<u16> {
                u16::try_from(*self).ok()
            }
        }
    )* };
}

numbers!(u32 u64 usize i16 i32 i64);

impl<T: IntoStatusCode + ?Sized> IntoStatusCode for &T {
    fn status_code(&self) -> Option<u16> {
        (**self).status_code()
    }
}

impl<T: IntoStatusCode> IntoStatusCode for Option<T> {
    fn status_code(&self) -> Option<u16> {
        self.as_ref()?.status_code()
    }
}

macro_rules! behind {
    ($($pointer:ty),*) => { $(
        impl<T: HttpResponse + ?Sized> HttpResponse for $pointer {
            fn status_code(&self) -> Option<u16> {
                (**self).status_code()
            }

            fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
                (**self).visit_headers(visit);
            }
        }
    )* };
}

behind!(&T, &mut T, Box<T>, std::sync::Arc<T>);

impl<T: HttpResponse> HttpResponse for Option<T> {
    fn status_code(&self) -> Option<u16> {
        self.as_ref()?.status_code()
    }

    fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        if let Some(response) = self {
            response.visit_headers(visit);
        }
    }
}

#[cfg(feature = "http")]
mod of_http {
    use http::{Response, StatusCode, response};

    use super::{HttpResponse, IntoStatusCode};
    use crate::propagation::Carrier;

    impl IntoStatusCode for StatusCode {
        fn status_code(&self) -> Option<u16> {
            Some(self.as_u16())
        }
    }

    impl HttpResponse for StatusCode {
        fn status_code(&self) -> Option<u16> {
            Some(self.as_u16())
        }
    }

    impl<B> HttpResponse for Response<B> {
        fn status_code(&self) -> Option<u16> {
            Some(self.status().as_u16())
        }

        fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
            self.headers().visit(visit);
        }
    }

    impl HttpResponse for response::Parts {
        fn status_code(&self) -> Option<u16> {
            Some(self.status.as_u16())
        }

        fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
            self.headers.visit(visit);
        }
    }
}
