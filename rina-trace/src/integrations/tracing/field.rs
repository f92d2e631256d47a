//! What a field of a span is for, found once for each place in a source. Pure; known by sites.

use rina_trace_conventions::{Kind, attribute};

use super::library;
use crate::value::Value;

/// What is done with the value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    Data,
    Tag,
    Op,
    Name,
    /// `otel.status_code`
    Outcome,
    /// `otel.kind`
    SpanKind,
    HttpCode,
    GrpcCode,
    /// The trace that the span continues, for one that is the root of a segment.
    Trace,
}

pub(super) struct Field {
    pub(super) role: Role,
    /// What it is recorded by.
    pub(super) key: &'static str,
    /// The conventions want a number, and libraries have printed it.
    is_integer: bool,
}

impl Field {
    pub(super) fn new(target: &str, name: &'static str) -> Self {
        if let Some(tag) = name.strip_prefix("tags.").filter(|tag| !tag.is_empty()) {
            return Self { role: Role::Tag, key: tag, is_integer: false };
        }
        let key = library::key(target, name).unwrap_or(name);
        let known = attribute(key);
        // What stands for a template stands for no key alone.
        let present = known.and_then(|known| known.deprecation?.replacement).filter(|key| !key.contains('<'));
        let key = present.unwrap_or(key);
        let is_integer = attribute(key).is_some_and(|known| known.kind == Kind::Integer);
        Self { role: role(name, key), key, is_integer }
    }

    /// The value by the type that its key has.
    pub(super) fn typed(&self, value: Value) -> Value {
        match &value {
            Value::Text(text) if self.is_integer => text.trim().parse().map_or(value, Value::Int),
            _ => value,
        }
    }
}

fn role(name: &str, key: &str) -> Role {
    match (name, key) {
        ("op" | "sentry.op", _) => Role::Op,
        ("sentry.name" | "otel.name", _) => Role::Name,
        ("otel.status_code", _) => Role::Outcome,
        ("otel.kind", _) => Role::SpanKind,
        ("sentry.trace", _) => Role::Trace,
        (_, "http.response.status_code") => Role::HttpCode,
        ("rpc.grpc.status_code", _) => Role::GrpcCode,
        _ => Role::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Text;

    fn field(name: &'static str) -> (Role, &'static str) {
        let field = Field::new("app", name);
        (field.role, field.key)
    }

    #[test]
    fn old_names_are_those_of_the_conventions() {
        assert_eq!(field("http.method"), (Role::Data, "http.request.method"));
        assert_eq!(field("http.status_code"), (Role::HttpCode, "http.response.status_code"));
        assert_eq!(field("db.statement"), (Role::Data, "db.query.text"));
        assert_eq!(field("net.peer.name"), (Role::Data, "server.address"));
        assert_eq!(field("http.target"), (Role::Data, "http.target"), "nothing stands for it");
        assert_eq!(field("otel.kind"), (Role::SpanKind, "sentry.kind"));
        assert_eq!(field("items"), (Role::Data, "items"));
        assert_eq!(field("tags.plan"), (Role::Tag, "plan"));
    }

    #[test]
    fn printed_numbers_are_numbers() {
        let code = Field::new("app", "http.status_code");
        assert_eq!(code.typed(Value::Text(Text::new("404"))), Value::Int(404));
        assert_eq!(code.typed(Value::Text(Text::new("none"))), Value::Text(Text::new("none")));
        assert_eq!(Field::new("app", "x").typed(Value::Text(Text::new("4"))), Value::Text(Text::new("4")));
    }
}
