//! What a field of a span is for, found once for each place in a source. Pure; known by sites.

use rina_trace_conventions::{Kind, attribute};

use super::library;
use crate::value::{Text, Value};

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
    /// A number by gRPC; other protocols have words.
    GrpcCode,
    /// The trace that the span continues, for one that is the root of a segment.
    Trace,
}

pub(super) struct Field {
    pub(super) role: Role,
    /// What it is recorded by.
    pub(super) key: &'static str,
    /// What its values are by the conventions.
    kind: Option<Kind>,
}

impl Field {
    pub(super) fn new(target: &str, name: &'static str) -> Self {
        if let Some(tag) = name.strip_prefix("tags.").filter(|tag| !tag.is_empty()) {
            return Self { role: Role::Tag, key: tag, kind: None };
        }
        let key = library::key(target, name).unwrap_or(name);
        let known = attribute(key);
        // What stands for a template stands for no key alone.
        let present = known.and_then(|known| known.deprecation?.replacement).filter(|key| !key.contains('<'));
        let key = present.unwrap_or(key);
        Self { role: role(name, key), key, kind: attribute(key).map(|known| known.kind) }
    }

    /// The value by the type that its key has: libraries print numbers, and number what is a text.
    pub(super) fn typed(&self, value: Value) -> Value {
        match (self.kind, &value) {
            (Some(Kind::Integer), Value::Text(text)) => text.trim().parse().map_or(value, Value::Int),
            (Some(Kind::Text), Value::Int(number)) => Value::Text(Text::from_display(number)),
            _ => value,
        }
    }
}

fn role(name: &str, key: &str) -> Role {
    match (name, key) {
        ("op" | "sentry.op", _) => Role::Op,
        ("sentry.name" | "otel.name", _) => Role::Name,
        ("otel.status_code", _) => Role::Outcome,
        (_, "sentry.kind") => Role::SpanKind,
        ("sentry.trace", _) => Role::Trace,
        (_, "http.response.status_code") => Role::HttpCode,
        (_, "rpc.response.status_code") => Role::GrpcCode,
        _ => Role::Data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn values_have_the_type_of_their_key() {
        let code = Field::new("app", "http.status_code");
        assert_eq!(code.typed(Value::Text(Text::new("404"))), Value::Int(404));
        assert_eq!(code.typed(Value::Text(Text::new("none"))), Value::Text(Text::new("none")));
        assert_eq!(Field::new("app", "user.id").typed(Value::Int(4)), Value::Text(Text::new("4")));
        assert_eq!(Field::new("app", "x").typed(Value::Text(Text::new("4"))), Value::Text(Text::new("4")));
    }
}
