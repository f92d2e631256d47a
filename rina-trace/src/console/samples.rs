//! Segments made by hand, for the tests of the console.
//!
//! Knows the segment; known by tests only.

use std::sync::Arc;

use crate::callsite::{Callsite, Rules};
use crate::clock::{Anchor, Ticks};
use crate::id::{SpanId, TraceId};
use crate::propagation::TraceContext;
use crate::record::{Attribute, AttributeKind, SpanRecord};
use crate::segment::{Segment, SegmentInfo};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key};

/// Milliseconds in nanoseconds.
pub(super) fn ms(ms: u64) -> u64 {
    ms * 1_000_000
}

/// A segment in the making. Spans go by their number in the order in which they were made; the root is 0.
pub(super) struct Sample {
    spans: Vec<(SpanRecord, Vec<Attribute>)>,
}

impl Sample {
    /// A segment whose root takes `length` milliseconds.
    pub(super) fn new(op: &str, name: &str, length: u64) -> Self {
        Self { spans: vec![(record(1, None, (op, name), 0, ms(length)), Vec::new())] }
    }

    /// A span from millisecond `start`, of `length` milliseconds.
    pub(super) fn span(&mut self, parent: usize, op: &str, name: &str, start: u64, length: u64) -> usize {
        self.span_nanos(parent, (op, name), ms(start), ms(length))
    }

    pub(super) fn span_nanos(
        &mut self,
        parent: usize,
        op_name: (&str, &str),
        start: u64,
        length: u64,
    ) -> usize {
        let index = self.spans.len();
        let parent = SpanId::from_u64(parent as u64 + 1);
        self.spans.push((record(index as u64 + 1, parent, op_name, start, length), Vec::new()));
        index
    }

    pub(super) fn status(&mut self, index: usize, status: SpanStatus) {
        self.spans[index].0.status = status;
    }

    pub(super) fn data(&mut self, index: usize, key: &'static str, value: impl IntoValue) {
        let value = value.to_value().unwrap();
        self.spans[index].1.push(Attribute { kind: AttributeKind::Data, key: Key::from(key).into(), value });
    }

    pub(super) fn build(self) -> Segment {
        let mut attributes = Vec::new();
        let mut spans = Vec::new();
        for (mut span, own) in self.spans {
            let first = u32::try_from(attributes.len()).unwrap();
            attributes.extend(own);
            span.attributes = (first, u32::try_from(attributes.len()).unwrap());
            spans.push(span);
        }
        let root = spans.remove(0);
        Segment {
            trace: Arc::new(TraceContext::sampled(
                TraceId::from_hex("15c6ded5c0ffee0000000000cafe0001").unwrap(),
            )),
            event_id: 1,
            anchor: Anchor::by_hand(),
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
}

fn record(id: u64, parent: Option<SpanId>, (op, name): (&str, &str), start: u64, length: u64) -> SpanRecord {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let callsite = Box::leak(Box::new(Callsite {
        op: leak(op),
        name: "",
        file: "src/main.rs",
        line: 1,
        rules: Rules::FUNCTION,
    }));
    SpanRecord {
        id: SpanId::from_u64(id).unwrap(),
        parent,
        callsite,
        start: Ticks::from_raw(start),
        end: Ticks::from_raw(start + length),
        status: SpanStatus::Ok,
        cut_short: false,
        attributes: (0, 0),
        name: Some(Box::new(name.to_owned().into())),
    }
}

/// A request with what one has: queries, a model, a payment that is slow and a mail that fails.
pub(super) fn checkout() -> Segment {
    let mut sample = Sample::new("http.server", "POST /checkout", 413);
    sample.data(0, "http.response.status_code", 200);
    sample.data(0, "cart.items", 3);
    let auth = sample.span(0, "function", "auth::authenticate", 1, 14);
    sample.span(auth, "cache.get", "session:8f3a", 2, 1);
    let user = sample.span(auth, "db.query", "SELECT * FROM users WHERE id = $1", 4, 9);
    sample.data(user, "db.response.returned_rows", 1);
    let risk = sample.span(0, "gen_ai.chat", "chat claude-sonnet-4-5", 16, 88);
    sample.data(risk, "gen_ai.usage.input_tokens", 812);
    sample.data(risk, "gen_ai.usage.output_tokens", 42);
    let pay = sample.span(0, "payment.charge", "Charge card", 105, 252);
    let http = sample.span(pay, "http.client", "POST https://api.stripe.com/v1/charges", 108, 246);
    sample.data(http, "http.response.status_code", 201);
    sample.data(http, "code.filepath", "src/payment.rs");
    let mail = sample.span(0, "email.send", "Send receipt", 360, 50);
    sample.status(mail, SpanStatus::InternalError);
    sample.data(mail, "error.type", "app::mail::SmtpError");
    sample.span_nanos(0, ("function", "metrics::flush"), ms(411), 85_300);
    sample.build()
}
