//! A segment as the envelope of a transaction.
//!
//! Constant text, ids and times are written straight into the buffer; a child span takes no allocation. Knows
//! segments and JSON; known by [`super::Parcel`].
//!
//! The format: <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/transaction/>

use super::streamed::is_streamed;
use super::{About, json};
use crate::callsite::Callsite;
use crate::record::{Attribute, AttributeKind, SpanRecord};
use crate::segment::{Measurement, Segment, User};
use crate::value::{Key, Text, Value};

/// Writes the header of the envelope and the item of the transaction, without the first `streamed` spans that are items
/// of their own; tells how long the header is.
pub(super) fn encode(segment: &Segment, about: &About, streamed: usize, out: &mut Vec<u8>) -> usize {
    // What a span with two attributes takes; more grows the buffer.
    out.reserve(1024 + segment.spans.len() * 448);
    super::open(out, segment.trace.dsc.get(), about);
    out.extend_from_slice(b",\"event_id\":\"");
    json::hex_u128(out, segment.event_id);
    out.extend_from_slice(b"\"}\n");
    let header = out.len();

    out.extend_from_slice(b"{\"type\":\"transaction\",\"content_type\":\"application/json\"");
    super::payload(out, |out| payload(segment, about, streamed, out));
    header
}

fn payload(segment: &Segment, about: &About, streamed: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"transaction\",\"event_id\":\"");
    json::hex_u128(out, segment.event_id);
    out.extend_from_slice(b"\",\"transaction\":");
    json::string(out, segment.name());
    out.extend_from_slice(b",\"transaction_info\":{\"source\":\"");
    out.extend_from_slice(segment.name_source().as_str().as_bytes());
    out.extend_from_slice(b"\"}");
    times(segment, &segment.root, TIMESTAMP, out);
    out.extend_from_slice(&about.payload);
    out.extend_from_slice(b",\"contexts\":{\"trace\":{");
    ids(&shared(segment), &segment.root, out);
    told(&segment.root, out);
    let own = segment.attributes_of(&segment.root);
    data(own, &segment.info.data, place(&segment.root, own), out);
    links(segment, &segment.root, json::string, out);
    out.push(b'}');
    out.extend_from_slice(&about.contexts);
    out.push(b'}');
    tags(own, &segment.info.tags, out);
    measurements(&segment.info.measurements, out);
    user(segment.user(), out);
    spans(segment, streamed, out);
    out.push(b'}');
}

fn spans(segment: &Segment, mut streamed: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"spans\":[");
    let shared = shared(segment);
    let kept = segment.spans.iter().filter(|span| {
        let goes = streamed > 0 && is_streamed(span);
        streamed -= usize::from(goes);
        !goes
    });
    for (index, span) in kept.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'{');
        ids(&shared, span, out);
        told(span, out);
        out.extend_from_slice(b",\"description\":");
        json::string(out, span.name());
        times(segment, span, TIMESTAMP, out);
        let own = segment.attributes_of(span);
        data(own, &[], place(span, own), out);
        tags(own, &[], out);
        links(segment, span, json::string, out);
        out.push(b'}');
    }
    out.push(b']');
}

/// How each span of the segment begins.
pub(super) fn shared(segment: &Segment) -> Vec<u8> {
    let mut shared = b"\"trace_id\":\"".to_vec();
    json::hex_u128(&mut shared, segment.trace_id().get());
    shared.extend_from_slice(b"\",\"span_id\":\"");
    shared
}

pub(super) fn ids(shared: &[u8], span: &SpanRecord, out: &mut Vec<u8>) {
    out.extend_from_slice(shared);
    json::hex_u64(out, span.id.get());
    if let Some(parent) = span.parent {
        out.extend_from_slice(b"\",\"parent_span_id\":\"");
        json::hex_u64(out, parent.get());
    }
    out.push(b'"');
}

/// Operation, status and origin; the last two are words of this crate and need no escape.
fn told(span: &SpanRecord, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"op\":");
    json::string(out, span.callsite.op());
    out.extend_from_slice(b",\"status\":\"");
    out.extend_from_slice(span.status.as_str().as_bytes());
    out.extend_from_slice(b"\",\"origin\":\"");
    out.extend_from_slice(span.callsite.origin().as_str().as_bytes());
    out.push(b'"');
}

/// How the end is called in a transaction and its spans.
const TIMESTAMP: &[u8] = b",\"timestamp\":";

/// Inlined, so that a constant is written as one.
#[inline(always)]
pub(super) fn times(segment: &Segment, span: &SpanRecord, end: &[u8], out: &mut Vec<u8>) {
    let start = segment.unix_nanos(span.start);
    out.extend_from_slice(b",\"start_timestamp\":");
    json::seconds(out, start);
    out.extend_from_slice(end);
    // The server refuses a span that ends before it starts.
    json::seconds(out, segment.unix_nanos(span.end).max(start));
}

/// The place of a query, unless the span says it itself: so Sentry's page of queries shows where slow and
/// repeated ones come from.
fn place(span: &SpanRecord, own: &[Attribute]) -> Option<&'static Callsite> {
    let callsite = span.callsite;
    let is_wanted = callsite.is_of_database() && !callsite.file().is_empty();
    (is_wanted && !own.iter().any(|said| *said.key == *"code.file.path")).then_some(callsite)
}

/// `data`, if there is any: the place, the attributes, then what was said of the whole segment. The last of a key wins.
fn data(own: &[Attribute], more: &[(Key, Value)], place: Option<&Callsite>, out: &mut Vec<u8>) {
    let mut object = json::Object::new(out, b",\"data\":{");
    if let Some(callsite) = place {
        json::string(object.member("code.file.path"), callsite.file());
        json::uint(object.member("code.line.number"), callsite.line().into());
    }
    for (key, value) in last_of_each(own, AttributeKind::Data, more) {
        json::value(object.member(key), value);
    }
    for (key, value) in last_of_each_pair(more) {
        json::value(object.member(key), value);
    }
}

/// `tags`, likewise.
fn tags(own: &[Attribute], more: &[(Key, Text)], out: &mut Vec<u8>) {
    let mut object = json::Object::new(out, b",\"tags\":{");
    for (key, value) in last_of_each(own, AttributeKind::Tag, more) {
        json::tag(object.member(key), value);
    }
    for (key, value) in last_of_each_pair(more) {
        json::string(object.member(key), value);
    }
}

/// `links`, if there are any. How a text is written as an attribute is the form's.
pub(super) fn links(segment: &Segment, span: &SpanRecord, text: fn(&mut Vec<u8>, &str), out: &mut Vec<u8>) {
    if segment.links.is_empty() {
        return;
    }
    for (index, link) in segment.links_of(span).enumerate() {
        out.extend_from_slice(if index == 0 {
            b",\"links\":[{\"trace_id\":\""
        } else {
            b",{\"trace_id\":\""
        });
        json::hex_u128(out, link.trace_id.get());
        out.extend_from_slice(b"\",\"span_id\":\"");
        json::hex_u64(out, link.span_id.get());
        out.push(b'"');
        if let Some(sampled) = link.sampled {
            out.extend_from_slice(if sampled { b",\"sampled\":true" } else { b",\"sampled\":false" });
        }
        if let Some(kind) = &link.link_type {
            out.extend_from_slice(b",\"attributes\":{\"sentry.link.type\":");
            text(out, kind);
            out.push(b'}');
        }
        out.push(b'}');
    }
    if segment.links_of(span).next().is_some() {
        out.push(b']');
    }
}

/// The attributes of a kind that no later one has replaced. Quadratic, for the few that a span has.
pub(super) fn last_of_each<'a, V>(
    own: &'a [Attribute],
    kind: AttributeKind,
    more: &'a [(Key, V)],
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    own.iter().enumerate().filter(move |(_, found)| found.kind == kind).filter_map(move |(index, found)| {
        let later = own.get(index + 1..).unwrap_or_default();
        let replaced = later.iter().any(|later| later.kind == kind && later.key == found.key)
            || more.iter().any(|(key, _)| **key == *found.key);
        (!replaced).then_some((&*found.key, &found.value))
    })
}

fn last_of_each_pair<V>(pairs: &[(Key, V)]) -> impl Iterator<Item = (&str, &V)> {
    pairs.iter().enumerate().filter_map(|(index, (key, value))| {
        let later = pairs.get(index + 1..).unwrap_or_default();
        (!later.iter().any(|(later, _)| later == key)).then_some((&**key, value))
    })
}

fn measurements(all: &[(Key, Measurement)], out: &mut Vec<u8>) {
    let mut object = json::Object::new(out, b",\"measurements\":{");
    for (name, Measurement { value, unit }) in all {
        let out = object.member(name);
        out.extend_from_slice(b"{\"value\":");
        json::float(out, *value);
        out.extend_from_slice(b",\"unit\":");
        json::string(out, unit);
        out.push(b'}');
    }
}

fn user(user: Option<&User>, out: &mut Vec<u8>) {
    let Some(user) = user else { return };
    let before = out.len();
    out.extend_from_slice(b",\"user\":");
    if serde_json::to_writer(&mut *out, user).is_err() {
        out.truncate(before);
    }
}
