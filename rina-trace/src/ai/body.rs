//! A response of reqwest whose body is a stream of events: the span goes on in it, and each event is read on its way.
//!
//! The bytes are what they were; a body that is no such stream is not touched, and not read. Known by `hand`.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use reqwest::Response;

use super::hand::GoesOn;
use super::live::{Live, Look, Tell};
use super::streaming::Streaming;
use crate::integrations::reqwest::with_body;
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;
use crate::value::IntoValue;

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
        with_body(self, |inner| reqwest::Body::wrap(EventBody::new(live, inner)))
    }
}

fn is_stream(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    response.status().is_success() && STREAMS.iter().any(|stream| kind.eq_ignore_ascii_case(stream))
}

pin_project! {
    /// The body of such a response.
    struct EventBody {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: reqwest::Body,
        tail: Tail,
        streaming: Streaming,
        // Bytes that were given away.
        received: u64,
    }

    impl PinnedDrop for EventBody {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            let mut visit = Visit::new(this.head, this.tail);
            visit.enter();
            let is_complete = this.streaming.is_complete();
            this.streaming.record(&visit.fields());
            // What is not ended here is cut short behind the body itself.
            if is_complete { visit.finish(Some(SpanStatus::Ok)) } else { visit.pause() }
        }
    }
}

impl EventBody {
    fn new(live: Live, inner: reqwest::Body) -> Self {
        let streaming = Streaming::new(&live);
        let Live { head, tail, .. } = live;
        Self { head, inner, tail, streaming, received: 0 }
    }
}

impl Body for EventBody {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let mut this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.as_mut().poll_frame(context);
        let ended = match &poll {
            Poll::Pending => false,
            Poll::Ready(None) => true,
            Poll::Ready(Some(Err(error))) => {
                let status =
                    if error.is_timeout() { SpanStatus::DeadlineExceeded } else { SpanStatus::InternalError };
                this.streaming.failed(Some(status));
                true
            }
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(data), Some(reply)) = (frame.data_ref(), this.streaming.piece()) {
                    *this.received += data.len() as u64;
                    reply.bytes(data);
                }
                this.inner.is_end_stream()
            }
        };
        if ended {
            let fields = visit.fields();
            fields.data("http.response.body.size", this.received.to_value());
            this.streaming.record(&fields);
            visit.finish(Some(SpanStatus::Ok));
        } else {
            visit.pause();
        }
        poll
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
