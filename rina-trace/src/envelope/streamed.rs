//! Spans of AI models as items of their own, in span v2, the form in which Sentry's SDKs stream spans.
//!
//! The newest SDKs take spans below `gen_ai.` out of the transaction and send them beside it in its envelope: there
//! nothing is cut off a prompt. What a transaction says once for all of its spans, each of these says itself. Knows
//! segments and JSON; known by [`super::Parcel`] and, for which spans these are, by [`super::transaction`].
//!
//! The format: <https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/>; the attributes are those that
//! `_serialized_v1_span_to_serialized_v2_span` in `sentry_sdk/client.py` of Sentry's SDK for Python 2.75 adds.

use super::transaction::{ids, last_of_each, links, shared, times};
use super::{About, json};
use crate::record::{AttributeKind, SpanRecord};
use crate::segment::Segment;
use crate::status::SpanStatus;
use crate::value::Value;

/// So many spans one envelope may have; what is beyond stays in the transaction.
///
/// Source: <https://develop.sentry.dev/sdk/telemetry/spans/span-buffer/>
const MAX_ITEMS: usize = 1000;

/// True for the span of an AI model, an agent or a tool.
pub(super) fn is_streamed(span: &SpanRecord) -> bool {
    span.callsite.op().starts_with("gen_ai.")
}

/// How many spans of a segment go as items.
pub(super) fn count(segment: &Segment) -> usize {
    segment.spans.iter().filter(|span| is_streamed(span)).count().min(MAX_ITEMS)
}

/// Writes the item of the first `count` such spans.
pub(super) fn encode(segment: &Segment, about: &About, count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"span\",\"item_count\":");
    json::uint(out, count as u64);
    out.extend_from_slice(b",\"content_type\":\"application/vnd.sentry.items.span.v2+json\"");
    super::payload(out, |out| {
        out.extend_from_slice(b"{\"version\":2,\"items\":[");
        let shared = shared(segment);
        let streamed = segment.spans.iter().filter(|span| is_streamed(span)).take(count);
        for (index, span) in streamed.enumerate() {
            out.extend_from_slice(if index == 0 { b"{" } else { b",{" });
            ids(&shared, span, out);
            out.extend_from_slice(b",\"name\":");
            json::string(out, span.name());
            let is_ok = span.status == SpanStatus::Ok;
            out.extend_from_slice(if is_ok { b",\"status\":\"ok\"" } else { b",\"status\":\"error\"" });
            out.extend_from_slice(b",\"is_segment\":false");
            times(segment, span, b",\"end_timestamp\":", out);
            attributes(segment, span, about, out);
            links(segment, span, text, out);
            out.push(b'}');
        }
        out.extend_from_slice(b"]}");
    });
}

/// What the span says goes before what is said of all spans.
fn attributes(segment: &Segment, span: &SpanRecord, about: &About, out: &mut Vec<u8>) {
    let own = segment.attributes_of(span);
    let is_said = |key: &str| own.iter().any(|found| *found.key == *key);
    let is_data = |key: &str| own.iter().any(|found| found.kind == AttributeKind::Data && *found.key == *key);
    let mut object = json::Object::new(out, b",\"attributes\":{");
    for (key, value) in
        last_of_each::<()>(own, AttributeKind::Data, &[]).filter(|(_, value)| !is_empty(value))
    {
        attribute(object.member(key), value);
    }
    for (key, value) in last_of_each::<()>(own, AttributeKind::Tag, &[]).filter(|(key, _)| !is_data(key)) {
        typed(object.member(key), "string", |out| json::tag(out, value));
    }
    let segment_id = segment.root.id.to_string();
    let mut say = |key: &str, value: &str| {
        if !is_said(key) {
            text(object.member(key), value);
        }
    };
    say("sentry.op", span.callsite.op());
    say("sentry.origin", span.callsite.origin().as_str());
    say("sentry.segment.id", &segment_id);
    say("sentry.segment.name", segment.name());
    if span.status != SpanStatus::Ok {
        say("sentry.status.message", span.status.as_str());
    }
    for (key, value) in &about.attributes {
        say(key, value);
    }
    let Some(user) = segment.user() else { return };
    let address = match &user.ip_address {
        Some(sentry::protocol::IpAddress::Exact(address)) => Some(address.to_string()),
        _ => None,
    };
    let told = [
        ("user.id", &user.id),
        ("user.name", &user.username),
        ("user.email", &user.email),
        ("user.ip_address", &address),
    ];
    for (key, value) in told {
        if let Some(value) = value {
            say(key, value);
        }
    }
}

/// Nothing is told by it, and Sentry's SDKs leave it out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::List(values) => values.is_empty(),
        _ => false,
    }
}

/// `{"type":..,"value":..}`
fn attribute(out: &mut Vec<u8>, value: &Value) {
    match value {
        // Both have no type here: there are no numbers beyond in JSON, and lists are of one type.
        Value::Float(number) if !number.is_finite() => text(out, &number.to_string()),
        Value::List(values) if !is_of_one_type(values) => {
            let mut printed = Vec::new();
            json::value(&mut printed, value);
            text(out, &String::from_utf8_lossy(&printed));
        }
        Value::Bool(_) => typed(out, "boolean", |out| json::value(out, value)),
        Value::Int(_) | Value::UInt(_) => typed(out, "integer", |out| json::value(out, value)),
        Value::Float(_) => typed(out, "double", |out| json::value(out, value)),
        Value::Text(_) => typed(out, "string", |out| json::value(out, value)),
        Value::List(_) => typed(out, "array", |out| json::value(out, value)),
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    typed(out, "string", |out| json::string(out, text));
}

fn typed(out: &mut Vec<u8>, kind: &str, value: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(kind.as_bytes());
    out.extend_from_slice(b"\",\"value\":");
    value(out);
    out.push(b'}');
}

/// True for texts only, booleans only, or numbers that are all whole or all with a fraction.
fn is_of_one_type(values: &[Value]) -> bool {
    let kind = |value: &Value| match value {
        Value::Bool(_) => Some(0),
        Value::Int(_) | Value::UInt(_) => Some(1),
        Value::Float(number) if number.is_finite() => Some(2),
        Value::Text(_) => Some(3),
        Value::Float(_) | Value::List(_) => None,
    };
    let first = values.first().and_then(kind);
    first.is_some() && values.iter().all(|value| kind(value) == first)
}
