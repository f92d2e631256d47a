//! Calls by gRPC, as HTTP carries them: which requests are calls, what they call, and how they ended.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>. Known by servers and clients of it.

use http::HeaderMap;

use crate::fields::Fields;
use crate::status::SpanStatus;
use crate::value::IntoValue;

/// A call, by the path of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call<'a> {
    /// `package.Service/Method`
    pub(super) name: &'a str,
    service: &'a str,
    method: &'a str,
}

impl<'a> Call<'a> {
    /// Reads `/package.Service/Method`.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let name = path.strip_prefix('/')?;
        let (service, method) = name.rsplit_once('/').filter(|(of, to)| !of.is_empty() && !to.is_empty())?;
        Some(Self { name, service, method })
    }

    /// Records what is called, by the keys of Sentry's conventions.
    pub(super) fn record(&self, fields: &Fields) {
        fields.literal("rpc.system.name", "grpc");
        fields.data("rpc.service", self.service.to_value());
        fields.data("rpc.method", self.method.to_value());
    }
}

/// How a request speaks gRPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// The status stands in the headers or in the trailers.
    Grpc,
    /// gRPC-Web: the status stands somewhere in the body.
    Web,
}

impl Speech {
    pub(super) fn of(content_type: Option<&str>) -> Option<Self> {
        let rest = content_type?.strip_prefix("application/grpc")?;
        match rest.bytes().next() {
            None | Some(b'+' | b';' | b' ') => Some(Self::Grpc),
            Some(b'-') => Some(Self::Web),
            Some(_) => None,
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code(i32);

impl Code {
    /// From headers, or from trailers; `None` where they do not tell it. What is no number is unknown.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let code = headers.get("grpc-status")?.to_str().ok().and_then(|code| code.parse().ok());
        Some(Self(code.unwrap_or(2)))
    }

    pub(super) fn status(self) -> SpanStatus {
        SpanStatus::from_grpc(self.0)
    }

    /// The name of the code, as specifications write it.
    pub(super) fn name(self) -> &'static str {
        const NAMES: [&str; 17] = [
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED",
        ];
        usize::try_from(self.0).ok().and_then(|code| NAMES.get(code)).copied().unwrap_or("UNKNOWN")
    }

    /// True for those that are the server's fault.
    ///
    /// Source: <https://opentelemetry.io/docs/specs/semconv/rpc/grpc/#grpc-attributes>
    pub(super) fn is_server_error(self) -> bool {
        matches!(
            self.name(),
            "UNKNOWN" | "DEADLINE_EXCEEDED" | "UNIMPLEMENTED" | "INTERNAL" | "UNAVAILABLE" | "DATA_LOSS"
        )
    }

    pub(super) fn record(self, fields: &Fields) {
        fields.literal("rpc.response.status_code", self.name());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        [(http::HeaderName::from_static(name), http::HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn calls_are_read_from_paths() {
        let call = Call::of("/shop.v1.Orders/Place").unwrap();
        assert_eq!(
            (call.name, call.service, call.method),
            ("shop.v1.Orders/Place", "shop.v1.Orders", "Place")
        );
        for none in ["", "/", "/Place", "//Place", "/shop.Orders/", "shop.Orders/Place"] {
            assert_eq!(Call::of(none), None, "{none}");
        }
    }

    #[test]
    fn requests_say_how_they_speak() {
        let speech = |value| Speech::of(Some(value));
        for grpc in ["application/grpc", "application/grpc+proto", "application/grpc;charset=x"] {
            assert_eq!(speech(grpc), Some(Speech::Grpc), "{grpc}");
        }
        assert_eq!(speech("application/grpc-web+proto"), Some(Speech::Web));
        assert_eq!((speech("application/grpcx"), speech("application/json")), (None, None));
        assert_eq!(Speech::of(None), None);
    }

    #[test]
    fn codes_have_names_and_statuses() {
        let code = |value| Code::of(&headers("grpc-status", value)).unwrap();
        assert_eq!((code("0").name(), code("0").status()), ("OK", SpanStatus::Ok));
        assert_eq!(
            (code("16").name(), code("16").status()),
            ("UNAUTHENTICATED", SpanStatus::Unauthenticated)
        );
        for unknown in ["2", "17", "-1", "x", ""] {
            assert_eq!((code(unknown).name(), code(unknown).status()), ("UNKNOWN", SpanStatus::UnknownError));
            assert!(code(unknown).is_server_error());
        }
        assert!(!code("5").is_server_error() && code("13").is_server_error());
        assert_eq!(Code::of(&HeaderMap::new()), None);
    }
}
