//! What Sentry would have seen: the spans of all services, of transactions and of "span v2" alike, and the errors.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::baggage::Members;
use crate::server::Envelope;

pub struct Seen {
    pub spans: Vec<Span>,
    pub errors: Vec<Error>,
}

#[derive(Debug)]
pub struct Span {
    pub trace: String,
    pub id: String,
    pub parent: Option<String>,
    pub op: String,
    /// Its service's first span of a request.
    pub is_segment: bool,
    /// The release of the service that sent it.
    pub release: String,
    /// The sampling context in the header of its envelope.
    pub context: Members,
}

#[derive(Debug)]
pub struct Error {
    pub trace: String,
    pub release: String,
    pub context: Members,
}

impl Seen {
    pub fn of(envelopes: &[Envelope]) -> Self {
        let mut seen = Self { spans: Vec::new(), errors: Vec::new() };
        for envelope in envelopes {
            let context = context(&envelope.header);
            for (header, payload) in &envelope.items {
                match header["type"].as_str().unwrap() {
                    "transaction" => seen.spans.extend(of_transaction(payload, &context)),
                    "span" => seen.spans.extend(of_container(header, payload, &context)),
                    "event" => seen.errors.push(of_event(payload, &context)),
                    _ => {}
                }
            }
        }
        seen
    }
}

/// How many items of this type there are.
pub fn count(envelopes: &[Envelope], item_type: &str) -> usize {
    envelopes
        .iter()
        .flat_map(|envelope| &envelope.items)
        .filter(|(header, _)| header["type"] == item_type)
        .count()
}

fn context(header: &Value) -> Members {
    let members: BTreeMap<String, Value> =
        serde_json::from_value(header["trace"].clone()).unwrap_or_default();
    // All values are texts, by the protocol.
    members.into_iter().map(|(key, value)| (key, value.as_str().unwrap().to_owned())).collect()
}

/// <https://develop.sentry.dev/sdk/data-model/event-payloads/transaction/>
fn of_transaction(payload: &Value, context: &Members) -> Vec<Span> {
    let spans = payload["spans"].as_array().into_iter().flatten().map(|span| (span, false));
    let root = (&payload["contexts"]["trace"], true);
    let read = |(span, is_segment): (&Value, bool)| Span {
        trace: text(&span["trace_id"]).unwrap(),
        id: text(&span["span_id"]).unwrap(),
        parent: text(&span["parent_span_id"]),
        op: text(&span["op"]).unwrap(),
        is_segment,
        release: text(&payload["release"]).unwrap(),
        context: context.clone(),
    };
    std::iter::once(root).chain(spans).map(read).collect()
}

/// <https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/>
fn of_container(header: &Value, payload: &Value, context: &Members) -> Vec<Span> {
    let items = payload["items"].as_array().unwrap();
    assert_eq!(header["item_count"], items.len());
    assert_eq!(header["content_type"], "application/vnd.sentry.items.span.v2+json");
    let read = |span: &Value| {
        let attribute = |key: &str| text(&span["attributes"][key]["value"]);
        Span {
            trace: text(&span["trace_id"]).unwrap(),
            id: text(&span["span_id"]).unwrap(),
            parent: text(&span["parent_span_id"]),
            op: attribute("sentry.op").unwrap_or_default(),
            is_segment: span["is_segment"].as_bool().unwrap(),
            release: attribute("sentry.release").unwrap(),
            context: context.clone(),
        }
    };
    items.iter().map(read).collect()
}

fn of_event(payload: &Value, context: &Members) -> Error {
    Error {
        trace: text(&payload["contexts"]["trace"]["trace_id"]).unwrap(),
        release: text(&payload["release"]).unwrap(),
        context: context.clone(),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
