//! Data: one finished span, and what is said about a span while it is open.
//!
//! Plain data without behaviour; made by the recorder, read by everything behind it.

use std::borrow::Cow;

use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::id::SpanId;
use crate::status::SpanStatus;
use crate::value::{Key, Value};

/// A finished span. Its attributes lie in the segment's, at `attributes`.
#[derive(Debug, Clone)]
pub(crate) struct SpanRecord {
    pub(crate) id: SpanId,
    /// `None` only for the root of a trace.
    pub(crate) parent: Option<SpanId>,
    pub(crate) callsite: &'static Callsite,
    pub(crate) start: Ticks,
    pub(crate) end: Ticks,
    pub(crate) status: SpanStatus,
    /// The span was cut short by a panic or by its caller: nothing that was said about its status before holds.
    pub(crate) cut_short: bool,
    /// First and one past the last, in [`crate::Segment`]'s attributes.
    pub(crate) attributes: (u32, u32),
    /// Instead of the callsite's name. Boxed, because few spans have one, and the record is one cache line so.
    pub(crate) name: Option<Box<Cow<'static, str>>>,
}

impl SpanRecord {
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or(self.callsite.name(), |name| name)
    }
}

/// One key and its value on a span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attribute {
    pub(crate) kind: AttributeKind,
    pub(crate) key: Key,
    pub(crate) value: Value,
}

/// Where Sentry keeps an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    /// `data`: typed, shown with the span.
    Data,
    /// `tags`: text, for search.
    Tag,
}

/// What is said about a span that somebody else holds open, such as the current one.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Attribute(Attribute),
    Status(SpanStatus),
    Name(Cow<'static, str>),
}
