//! A response of reqwest whose body is a stream of events: the span goes on in it, and each event is read on its way.
//!
//! The bytes are what they were; a body that is no such stream is not touched, and not read. Known by `hand`.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use reqwest::Response;

use super::hand::GoesOn;
use super::live::{Live, Look, Tell};
use super::streaming::Streaming;
use crate::fields::Fields;
use crate::integrations::reqwest::{Watch, WatchedBody, with_body};
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;

/// What streams of events are sent as. Sources: <https://html.spec.whatwg.org/multipage/server-sent-events.html>,
/// <https://github.com/ollama/ollama/blob/main/docs/api.md#streaming-responses>.
const STREAMS: [&str; 4] =
    ["text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq"];

impl GoesOn for Response {
    type Item = Self;
    type Told = Self;

    fn go_on(self, live: Live, _: Look<Self>, tell: Tell<Self>) -> Self {
        if !is_stream(&self) || !live.head.is_recording() {
            live.tell(&self, tell);
            return self;
        }
        let streaming = Streaming::new(&live);
        with_body(self, |inner| {
            let Live { head, tail, .. } = live;
            reqwest::Body::wrap(WatchedBody::new((head, tail), inner, streaming))
        })
    }
}

fn is_stream(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    response.status().is_success() && STREAMS.iter().any(|stream| kind.eq_ignore_ascii_case(stream))
}

/// Reads the events, and tells what the model has said when the body ends, or is left.
impl Watch for Streaming {
    fn piece(&mut self, bytes: &Bytes) {
        if let Some(reply) = Self::piece(self) {
            reply.bytes(bytes);
        }
    }

    fn end(&mut self, failed: Option<SpanStatus>, fields: &Fields) -> SpanStatus {
        self.failed(failed);
        self.record(fields);
        SpanStatus::Ok
    }

    fn leave(&mut self, head: &mut Head, tail: &mut Tail) {
        let mut visit = Visit::new(head, tail);
        visit.enter();
        let is_decided = self.is_decided();
        self.record(&visit.fields());
        // What is not ended here is cut short behind the body itself.
        if is_decided { visit.finish(Some(SpanStatus::Ok)) } else { visit.pause() }
    }
}
