//! What is known of an answer while it comes in pieces. Known by the streams that are watched.

use std::time::{Duration, Instant};

use super::live::Live;
use super::{Reply, contents};
use crate::fields::Fields;
use crate::record::Change;
use crate::stack;
use crate::status::SpanStatus;
use crate::value::IntoValue;

/// The answer so far; nothing of a span that is not kept.
pub(super) struct Streaming {
    /// In a box, so that what nobody keeps takes no room in a stream.
    kept: Option<Box<Kept>>,
}

struct Kept {
    start: Instant,
    /// From the start to the first piece.
    first: Option<Duration>,
    reply: Reply,
    /// What the value in which the stream came has said, and what its items said since.
    status: Option<SpanStatus>,
}

impl Streaming {
    pub(super) fn new(live: &Live) -> Self {
        let kept = live.start.filter(|_| live.head.is_recording()).map(|start| {
            let reply = Reply::new(contents::keeps_outputs(&live.head, &live.tail));
            Box::new(Kept { start, first: None, reply, status: live.status })
        });
        Self { kept }
    }

    /// Another piece has come: where it tells what it knows.
    pub(super) fn piece(&mut self) -> Option<&mut Reply> {
        let kept = self.kept.as_deref_mut()?;
        let start = kept.start;
        kept.first.get_or_insert_with(|| start.elapsed());
        Some(&mut kept.reply)
    }

    /// A piece was an error; one that is well says nothing of those before it.
    pub(super) fn failed(&mut self, status: Option<SpanStatus>) {
        if let (Some(kept), Some(status)) = (&mut self.kept, status.filter(|status| status.is_error())) {
            kept.status = Some(status);
        }
    }

    /// True if it is known how the answer ends: the model has said all that it had to say, or has failed.
    pub(super) fn is_decided(&mut self) -> bool {
        self.kept.as_mut().is_some_and(|kept| {
            // The end of the last event may be missing.
            kept.reply.close();
            let has_failed = kept.status.is_some_and(SpanStatus::is_error) || kept.reply.status().is_some();
            has_failed || kept.reply.is_complete()
        })
    }

    /// Says all of it on the current span. A second time nothing is said.
    pub(super) fn record(&mut self, fields: &Fields) {
        let Some(kept) = self.kept.take() else { return };
        let Kept { start, first, mut reply, status } = *kept;
        reply.close();
        let failed = status.filter(|status| status.is_error()).or(reply.status());
        fields.span.into_iter().for_each(|span| reply.record(span));
        fields.data("gen_ai.response.streaming", true.to_value());
        if let Some(first) = first {
            fields.data("gen_ai.response.time_to_first_chunk", first.as_secs_f64().to_value());
        }
        let seconds = start.elapsed().as_secs_f64();
        if let Some(tokens) = reply.used().output.filter(|_| seconds > 0.0) {
            fields.data("gen_ai.response.tokens_per_second", (tokens as f64 / seconds).to_value());
        }
        if let Some(status) = failed {
            stack::change_current(Change::Status(status));
        }
    }
}
