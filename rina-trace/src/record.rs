//! Data: one finished span, and what is said about a span while it is open.
//!
//! Plain data without behaviour; made by the recorder, read by everything behind it.

use std::borrow::Cow;
use std::ops::Deref;

use crate::callsite::Callsite;
use crate::clock::Ticks;
use crate::id::SpanId;
use crate::link::SpanLink;
use crate::status::SpanStatus;
use crate::value::{Key, Value};

/// A finished span.
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
    /// First and one past the last, in [`crate::Segment`]'s attributes, once it is settled.
    pub(crate) attributes: (u32, u32),
    /// Instead of the callsite's name, once the segment is settled. Boxed, because few spans have one, and the
    /// record is one cache line so.
    pub(crate) name: Option<Box<Cow<'static, str>>>,
}

impl SpanRecord {
    #[inline(always)]
    pub(crate) fn new(
        id: SpanId,
        parent: Option<SpanId>,
        callsite: &'static Callsite,
        (start, end): (Ticks, Ticks),
        status: SpanStatus,
        cut_short: bool,
    ) -> Self {
        Self { id, parent, callsite, start, end, status, cut_short, attributes: (0, 0), name: None }
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or(self.callsite.name(), |name| name)
    }
}

/// One key and its value on a span.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attribute {
    pub(crate) kind: AttributeKind,
    pub(crate) key: AttributeKey,
    pub(crate) value: Value,
}

/// A [`Key`] in two words: the rare one that is not static lies behind a pointer.
#[derive(Clone)]
pub(crate) enum AttributeKey {
    Static(&'static str),
    Owned(Box<Box<str>>),
}

impl From<Key> for AttributeKey {
    fn from(key: Key) -> Self {
        match key {
            Cow::Borrowed(key) => Self::Static(key),
            Cow::Owned(key) => Self::Owned(Box::new(key.into())),
        }
    }
}

impl Deref for AttributeKey {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Static(key) => key,
            Self::Owned(key) => key,
        }
    }
}

impl PartialEq for AttributeKey {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl std::fmt::Debug for AttributeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&**self, f)
    }
}

/// Where Sentry keeps an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeKind {
    /// `data`: typed, shown with the span.
    Data,
    /// `tags`: text, for search.
    Tag,
}

/// What is said about a span while it is open; goes by the span's id until both are in the segment.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Attribute(Attribute),
    Status(SpanStatus),
    Name(Cow<'static, str>),
    /// Boxed, because few spans have one.
    Link(Box<SpanLink>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_small() {
        // Both are copied on their way to the segment.
        assert_eq!((size_of::<SpanRecord>(), size_of::<(SpanId, Change)>()), (64, 56));
    }
}
