//! What the fields of a span say of the span as a whole: operation, name, status, and the trace it continues.
//!
//! Pure; known by what records.

use super::field::Role;
use crate::status::SpanStatus;
use crate::value::{Text, Value};

/// The operation of a span of which nothing more is known.
pub(super) const DEFAULT_OP: &str = "function";

#[derive(Default)]
pub(super) struct Labels {
    pub(super) op: Option<Text>,
    pub(super) name: Option<Text>,
    pub(super) trace: Option<Text>,
    /// What was said of it outright, before what a code means.
    outcome: Option<SpanStatus>,
    by_code: Option<SpanStatus>,
    serves: bool,
    calls: bool,
    http: bool,
    query: bool,
    database: bool,
    rpc: bool,
    queue: bool,
}

impl Labels {
    /// Takes a field into account.
    pub(super) fn see(&mut self, role: Role, key: &str, value: &Value) {
        match (role, value) {
            (Role::Op, Value::Text(text)) => self.op = Some(text.clone()).filter(|op| !op.is_empty()),
            (Role::Name, Value::Text(text)) => self.name = Some(text.clone()).filter(|name| !name.is_empty()),
            (Role::Trace, Value::Text(text)) => self.trace = Some(text.clone()),
            (Role::Outcome, Value::Text(text)) => self.outcome = outcome(text),
            (Role::SpanKind, Value::Text(text)) => {
                self.serves = ["server", "consumer"].iter().any(|kind| text.eq_ignore_ascii_case(kind));
                self.calls = ["client", "producer"].iter().any(|kind| text.eq_ignore_ascii_case(kind));
            }
            (Role::HttpCode | Role::GrpcCode, _) => self.by_code = by_code(role, value).or(self.by_code),
            _ => self.see_key(key),
        }
    }

    /// An error stands on the span.
    pub(super) fn failed(&mut self) {
        self.outcome.get_or_insert(SpanStatus::InternalError);
    }

    fn see_key(&mut self, key: &str) {
        match key {
            "http.request.method" => self.http = true,
            "db.query.text" => self.query = true,
            "db.system.name" => self.database = true,
            "rpc.service" | "rpc.system.name" | "rpc.method" => self.rpc = true,
            "messaging.system" => self.queue = true,
            _ => {}
        }
    }

    pub(super) fn status(&self) -> Option<SpanStatus> {
        self.outcome.or(self.by_code)
    }

    /// The operation that the fields show, as OpenTelemetry names them.
    ///
    /// Source: <https://github.com/getsentry/sentry-javascript/blob/develop/packages/opentelemetry/src/utils/parseSpanDescription.ts>
    pub(super) fn inferred(&self) -> Option<&'static str> {
        match self {
            Self { http: true, serves: true, .. } => Some("http.server"),
            Self { http: true, calls: true, .. } => Some("http.client"),
            Self { query: true, .. } => Some("db.query"),
            Self { database: true, .. } => Some("db"),
            Self { rpc: true, .. } => Some("rpc"),
            Self { queue: true, serves: true, .. } => Some("queue.process"),
            Self { queue: true, calls: true, .. } => Some("queue.publish"),
            Self { queue: true, .. } => Some("queue"),
            _ => None,
        }
    }
}

fn outcome(text: &str) -> Option<SpanStatus> {
    if text.eq_ignore_ascii_case("error") {
        Some(SpanStatus::InternalError)
    } else if text.eq_ignore_ascii_case("ok") {
        Some(SpanStatus::Ok)
    } else {
        None
    }
}

fn by_code(role: Role, value: &Value) -> Option<SpanStatus> {
    let code = match value {
        Value::Int(code) => *code,
        Value::UInt(code) => i64::try_from(*code).ok()?,
        Value::Text(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    match role {
        Role::GrpcCode => i32::try_from(code).ok().map(SpanStatus::from_grpc),
        _ => u16::try_from(code).ok().map(SpanStatus::from_http),
    }
}
