//! Segments made by hand, for the tests of the envelope and of the transport.

use std::sync::Arc;

use super::{About, Facts};
use crate::callsite::{Callsite, Rules};
use crate::clock::{Anchor, Ticks};
use crate::id::{SpanId, TraceId};
use crate::propagation::TraceContext;
use crate::record::{Attribute, AttributeKey, AttributeKind, SpanRecord};
use crate::segment::{Segment, SegmentInfo};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Value};

pub(crate) static ROOT: Callsite =
    Callsite { op: "http.server", name: "GET /", file: "src/main.rs", line: 1, rules: Rules::FUNCTION };
pub(crate) static CHILD: Callsite = Callsite {
    op: "db.query",
    name: "SELECT \"a\" FROM b",
    file: "src/main.rs",
    line: 9,
    rules: Rules::MANUAL,
};

pub(crate) fn about() -> About {
    let mut contexts = serde_json::Map::new();
    contexts.insert("os".into(), serde_json::json!({ "name": "Linux" }));
    About::new(&Facts {
        release: Some("app@1"),
        environment: Some("test"),
        server_name: None,
        sdk_name: "sentry.rust.rina_trace",
        sdk_version: "0.1.0",
        contexts,
    })
}

pub(crate) fn data(key: &'static str, value: impl IntoValue) -> Attribute {
    attribute(AttributeKind::Data, key, value)
}

pub(crate) fn tag(key: &'static str, value: impl IntoValue) -> Attribute {
    attribute(AttributeKind::Tag, key, value)
}

fn attribute(kind: AttributeKind, key: &'static str, value: impl IntoValue) -> Attribute {
    Attribute { kind, key: AttributeKey::Static(key), value: value.to_value().unwrap_or(Value::Bool(false)) }
}

/// A segment with a root and so many children, each with two attributes.
pub(crate) fn segment(children: u64) -> Segment {
    crate::clock::start();
    let id = |bits| SpanId::from_u64(bits).unwrap();
    let mut anchor = Anchor::now();
    // As the worker does first, so that a moment is told alike whenever it is asked for.
    anchor.settle();
    let mut attributes = vec![data("http.route", "/"), tag("plan", "pro")];
    let mut spans = Vec::new();
    for child in 0..children {
        let first = u32::try_from(attributes.len()).unwrap();
        attributes.extend([data("db.rows", child), data("db.system", "postgresql")]);
        spans.push(SpanRecord {
            id: id(2 + child),
            parent: Some(id(1)),
            callsite: &CHILD,
            start: Ticks::now(),
            end: Ticks::now(),
            status: SpanStatus::Ok,
            cut_short: false,
            attributes: (first, first + 2),
            name: None,
        });
    }
    let root = SpanRecord {
        id: id(1),
        parent: None,
        callsite: &ROOT,
        start: anchor.ticks(),
        end: Ticks::now(),
        status: SpanStatus::InternalError,
        cut_short: false,
        attributes: (0, 2),
        name: None,
    };
    let trace_id = TraceId::from_hex("0123456789abcdef0123456789abcdef").unwrap();
    let trace = Arc::new(TraceContext::sampled(trace_id));
    Segment {
        trace,
        event_id: 0xab,
        anchor,
        root,
        spans,
        attributes,
        links: Vec::new(),
        info: SegmentInfo::default(),
        overflow: 0,
        sampled: true,
        changes: Vec::new(),
        follow_up: false,
    }
}
