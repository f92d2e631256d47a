//! What libraries call their spans: the one table of them. Pure; known by sites and the layer.
//!
//! Whatever names its fields as OpenTelemetry does needs no line here, see `labels`: `reqwest-tracing`,
//! `tracing-actix-web`, `axum-tracing-opentelemetry`, the SDKs of AWS.

/// Spans of a library.
struct Library {
    /// The target of its spans, or what it begins with.
    target: &'static str,
    op: &'static str,
    /// Its own names of fields, and the conventions'.
    keys: &'static [(&'static str, &'static str)],
}

const LIBRARIES: &[Library] = &[
    // tower-http 0.6, src/trace/make_span.rs
    Library {
        target: "tower_http::trace",
        op: "http.server",
        keys: &[
            ("method", "http.request.method"),
            ("uri", "url.full"),
            ("version", "network.protocol.version"),
        ],
    },
    // async-graphql 7, src/extensions/tracing.rs
    Library {
        target: "async_graphql::graphql",
        op: "graphql",
        keys: &[("source", "graphql.document"), ("operation_name", "graphql.operation.name")],
    },
];

/// What is traced by an integration of ours, and the protocols below it, whose spans tell nothing of a program.
pub(super) const IGNORED: &[&str] = &["tower_http::trace", "reqwest", "hyper", "hyper_util", "h2"];

/// What sqlx 0.8 logs its statements by: sqlx-core, src/logger.rs.
pub(super) const SQLX: &str = "sqlx::query";

/// The operation of the spans with this target, where their library has one.
pub(super) fn op(target: &str) -> Option<&'static str> {
    library(target).map(|library| library.op)
}

/// The conventions' name for a field of a library.
pub(super) fn key(target: &str, field: &str) -> Option<&'static str> {
    let keys = library(target)?.keys;
    keys.iter().find(|(own, _)| *own == field).map(|(_, key)| *key)
}

fn library(target: &str) -> Option<&'static Library> {
    LIBRARIES.iter().find(|library| is_below(target, library.target))
}

/// True if the pattern is the target, what it begins with, or target and name of the span: `a::b` is all of them for
/// `b` in `a`.
pub(super) fn fits(pattern: &str, target: &str, name: &str) -> bool {
    is_below(target, pattern)
        || pattern.strip_suffix(name).and_then(|rest| rest.strip_suffix("::")) == Some(target)
}

fn is_below(target: &str, path: &str) -> bool {
    target.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_paths() {
        assert!(fits("hyper", "hyper", "x") && fits("hyper", "hyper::proto", "x"));
        assert!(!fits("hyper", "hyper_util", "x"));
        assert!(fits("app::orders::load", "app::orders", "load"));
        assert!(!fits("app::orders::load", "app::orders", "reload"));
        assert!(!fits("load", "app::orders", "load"), "a name alone is none");
    }

    #[test]
    fn the_operations_are_known() {
        for library in LIBRARIES {
            assert!(rina_trace_conventions::op_named(library.op).is_some(), "{}", library.op);
            for (_, key) in library.keys {
                let known = rina_trace_conventions::attribute(key);
                assert!(known.is_some_and(|known| known.deprecation.is_none()), "{key}");
            }
        }
        assert_eq!(op("tower_http::trace::make_span"), Some("http.server"));
        assert_eq!(key("tower_http::trace::make_span", "method"), Some("http.request.method"));
    }
}
