//! What `sentry` itself sends - events, sessions, logs, check-ins - with the header that it should have.
//!
//! `sentry` 0.49 gives its transports no sampling context, SDK or time of sending (sentry-core
//! `client/mod.rs`), and its own transports drop what headers there are (sentry-types
//! `protocol/envelope.rs`, `Envelope::filter`). Knows the bytes of an envelope; known by [`super::Parcel`].

use sentry::protocol::EnvelopeItem;
use sentry::protocol::client_report::{Category as Theirs, LossSource, Reason as TheirReason};
use serde_json::{Map, Value};

use super::{About, Category, Item, Loss, Parcel, json, sent_at, trace};
use crate::propagation::Dsc;
use crate::stats::Reason;

/// Encodes `envelope`; adds to its header what it lacks. `None` where its header cannot be read.
pub(super) fn encode(envelope: &sentry::Envelope, dsc: Option<&Dsc>, about: &About) -> Option<Parcel> {
    let mut theirs = Vec::new();
    envelope.to_writer(&mut theirs).ok()?;
    let end = theirs.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = theirs.split_at(end);
    let mut bytes = Vec::with_capacity(theirs.len() + 512);
    write_header(&serde_json::from_slice(line).ok()?, dsc, about, &mut bytes);
    let header = bytes.len();
    bytes.extend_from_slice(rest.get(1..).unwrap_or_default());
    if bytes.last() != Some(&b'\n') {
        bytes.push(b'\n');
    }
    let mut items = parse(&bytes, header);
    let typed = envelope.items();
    if typed.clone().count() == items.len() {
        for (item, typed) in items.iter_mut().zip(typed) {
            item.losses = losses(typed).collect();
        }
    }
    Some(Parcel { bytes, header, items })
}

fn write_header(theirs: &Map<String, Value>, dsc: Option<&Dsc>, about: &About, out: &mut Vec<u8>) {
    sent_at::open(out);
    for (key, value) in theirs.iter().filter(|(key, _)| *key != "sent_at") {
        out.push(b',');
        json::string(out, key);
        out.push(b':');
        out.extend_from_slice(value.to_string().as_bytes());
    }
    if !theirs.contains_key("sdk") {
        out.extend_from_slice(&about.header);
    }
    if !theirs.contains_key("trace") {
        trace(out, dsc.into_iter().flat_map(Dsc::members));
    }
    out.extend_from_slice(b"}\n");
}

/// Finds the items from `at` on. What cannot be read is taken as one item that no limit of its own holds back.
fn parse(bytes: &[u8], mut at: usize) -> Vec<Item> {
    let mut items = Vec::new();
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, category, quantity) = parse_item(rest).unwrap_or((rest.len(), Category::Internal, 0));
        let losses = if quantity > 0 { vec![Loss::new(category, quantity)] } else { vec![] };
        items.push(Item { range: at..at + length, category, losses, spans: 0 });
        at += length;
    }
    items
}

/// The length of the first item with its header and final newline, its category, and how much of it there is.
fn parse_item(bytes: &[u8]) -> Option<(usize, Category, u64)> {
    let header_end = bytes.iter().position(|byte| *byte == b'\n')? + 1;
    let (line, payload) = bytes.split_at(header_end);
    let header: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let number = |key: &str| header.get(key).and_then(Value::as_u64);
    let length = match number("length") {
        Some(length) => usize::try_from(length).ok()?,
        None => payload.iter().position(|byte| *byte == b'\n')?,
    };
    if payload.get(length) != Some(&b'\n') {
        return None;
    }
    let category = category(header.get("type").and_then(Value::as_str).unwrap_or_default());
    let quantity = match category {
        Category::Internal => 0,
        Category::Attachment => length as u64,
        _ => number("item_count").unwrap_or(1),
    };
    Some((header_end + length + 1, category, quantity))
}

/// The limit that an item of this type falls under.
fn category(item_type: &str) -> Category {
    match item_type {
        "event" => Category::Error,
        "transaction" => Category::Transaction,
        "span" => Category::Span,
        "session" | "sessions" => Category::Session,
        "attachment" => Category::Attachment,
        "check_in" => Category::Monitor,
        "profile" | "profile_chunk" => Category::Profile,
        "log" => Category::LogItem,
        "trace_metric" => Category::TraceMetric,
        _ => Category::Internal,
    }
}

/// What is lost with an item, as `sentry` counts it.
pub(super) fn losses(item: &EnvelopeItem) -> impl Iterator<Item = Loss> {
    item.losses().filter_map(|loss| {
        let category = match loss.category {
            Theirs::Error => Category::Error,
            Theirs::Session => Category::Session,
            Theirs::Transaction => Category::Transaction,
            Theirs::Span => Category::Span,
            Theirs::Attachment => Category::Attachment,
            Theirs::Monitor => Category::Monitor,
            Theirs::LogItem => Category::LogItem,
            Theirs::LogByte => Category::LogByte,
            Theirs::TraceMetric => Category::TraceMetric,
            Theirs::TraceMetricByte => Category::TraceMetricByte,
            _ => return None,
        };
        Some(Loss { category, quantity: loss.quantity, reason: loss.reason.map(reason) })
    })
}

fn reason(theirs: TheirReason) -> Reason {
    match theirs {
        TheirReason::SendError => Reason::SendError,
        TheirReason::NetworkError => Reason::NetworkError,
        TheirReason::RatelimitBackoff => Reason::RatelimitBackoff,
        TheirReason::QueueOverflow => Reason::QueueOverflow,
        TheirReason::BufferOverflow => Reason::BufferOverflow,
        TheirReason::EventProcessor => Reason::EventProcessor,
        TheirReason::BeforeSend => Reason::BeforeSend,
        TheirReason::SampleRate => Reason::SampleRate,
        _ => Reason::InternalSdkError,
    }
}
