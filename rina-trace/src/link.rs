//! Words: another span that a span has to do with, without being below it.
//!
//! Knows ids and keys alone; known by what is said about spans, and by users.

use crate::id::{SpanId, TraceId};
use crate::value::Key;

/// The most links of one span that are kept; a batch of more says how many it left out.
///
/// Source: <https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits>
pub(crate) const MAX_LINKS: usize = 128;

/// Another span, of this trace or of another one, that a span has to do with without being below it: the producers
/// of a batch of messages, the request that a job was made by.
///
/// Made of what came with a message by [`RemoteParent::link`](crate::RemoteParent::link), of a span by
/// [`Span::as_link`](crate::Span::as_link), and of the current one by
/// [`CurrentSpan::as_link`](crate::CurrentSpan::as_link); given to a span by `link(..)`, which takes an `Option` of
/// it, too. A span keeps 128 of them.
///
/// ```
/// use rina_trace::{continue_trace, current, traced};
///
/// #[traced(op = "queue.process", root)]
/// fn work(messages: &[Vec<(String, String)>]) {
///     for headers in messages {
///         current().link(continue_trace(headers).link());
///     }
/// }
/// # work(&[vec![]]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanLink {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) sampled: Option<bool>,
    pub(crate) link_type: Option<Key>,
}

impl SpanLink {
    pub(crate) fn new(trace_id: TraceId, span_id: SpanId, sampled: Option<bool>) -> Self {
        Self { trace_id, span_id, sampled, link_type: None }
    }

    /// Says what the other span is to this one, such as `previous_trace`: the attribute `sentry.link.type`.
    pub fn link_type(mut self, word: impl Into<Key>) -> Self {
        self.link_type = Some(word.into());
        self
    }

    /// The trace of the other span.
    pub fn trace_id(&self) -> TraceId {
        self.trace_id
    }

    /// The other span.
    pub fn span_id(&self) -> SpanId {
        self.span_id
    }

    /// What was decided about the other trace; `None` if that was not told.
    pub fn is_sampled(&self) -> Option<bool> {
        self.sampled
    }

    /// What the other span is to this one, if that was said.
    pub fn kind(&self) -> Option<&str> {
        self.link_type.as_deref()
    }
}
