//! Data: a finished segment, the root span of this service and all that was recorded below it.
//!
//! Made by the recorder when the root ends, given by move through the queue to the worker, and there to the
//! user's `before_send_transaction`, the console and the envelope.

mod conversation;
mod settle;
mod view;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub use self::view::SpanView;

use crate::clock::{Anchor, Ticks};
use crate::id::{SpanId, TraceId};
use crate::link::SpanLink;
use crate::name_source::NameSource;
use crate::propagation::TraceContext;
use crate::record::{Attribute, AttributeKind, Change, SpanRecord};
use crate::spare::{self, Buffers};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Text, Value};

/// The user on whose behalf a segment runs: `id`, `email`, `username`, `ip_address` and others.
pub type User = sentry::User;

/// A finished segment: the root span of this service and all spans recorded below it.
///
/// What Sentry calls a transaction. `Config::before_send_transaction` sees it before it is sent.
#[derive(Debug)]
pub struct Segment {
    pub(crate) trace: Arc<TraceContext>,
    /// Names the event; a random UUID of version 4.
    pub(crate) event_id: u128,
    pub(crate) anchor: Anchor,
    pub(crate) root: SpanRecord,
    /// In the order in which they finished.
    pub(crate) spans: Vec<SpanRecord>,
    /// What was said about spans while they were open; [`Segment::settle`] brings it to them.
    pub(crate) changes: Vec<(SpanId, Change)>,
    /// Each span's lie together, once it is settled.
    pub(crate) attributes: Vec<Attribute>,
    /// Of those few spans that have some, once it is settled.
    pub(crate) links: Vec<(SpanId, SpanLink)>,
    pub(crate) info: SegmentInfo,
    /// Spans of this segment that were not kept because it was full.
    pub(crate) overflow: u32,
    /// False: recorded to be shown on this machine, not to be sent.
    pub(crate) sampled: bool,
    /// Holds spans that outlived a segment which was sent before.
    pub(crate) follow_up: bool,
}

/// What is said about the segment as a whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct SegmentInfo {
    /// Instead of the root span's name.
    pub(crate) name: Option<(Cow<'static, str>, NameSource)>,
    pub(crate) tags: Vec<(Key, Text)>,
    pub(crate) data: Vec<(Key, Value)>,
    pub(crate) measurements: Vec<(Key, Measurement)>,
    pub(crate) user: Option<User>,
    /// An event of an error was captured in the segment.
    pub(crate) told: bool,
    /// Only at its end it was known that nobody wants to see it.
    pub(crate) unwanted: bool,
}

/// A request, made when somebody wants to see it.
#[derive(Clone)]
pub(crate) struct Asked(pub(crate) Arc<dyn Fn() -> sentry::protocol::Request + Send + Sync>);

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asked")
    }
}

/// A number with its unit.
#[derive(Debug, Clone)]
pub(crate) struct Measurement {
    pub(crate) value: f64,
    pub(crate) unit: Key,
}

/// Its buffers go to a segment that starts.
impl Drop for Segment {
    fn drop(&mut self) {
        let (spans, changes) = (std::mem::take(&mut self.spans), std::mem::take(&mut self.changes));
        spare::give(Buffers { spans, changes });
    }
}

impl Segment {
    /// The name of the transaction.
    pub fn name(&self) -> &str {
        self.info.name.as_ref().map_or(self.root.name(), |(name, _)| name)
    }

    /// Where the name comes from.
    pub fn name_source(&self) -> NameSource {
        self.info.name.as_ref().map_or(NameSource::Custom, |(_, source)| *source)
    }

    /// Renames the transaction.
    pub fn set_name(&mut self, name: impl Into<Cow<'static, str>>, source: NameSource) {
        self.info.name = Some((name.into(), source));
    }

    /// The operation of the root span, such as `http.server`.
    pub fn op(&self) -> &'static str {
        self.root.callsite.op()
    }

    /// The trace that the segment is part of.
    pub fn trace_id(&self) -> TraceId {
        self.trace.trace_id
    }

    /// How the root span ended.
    pub fn status(&self) -> SpanStatus {
        self.root.status
    }

    /// True if it holds spans that outlived a segment which was sent before.
    pub fn is_follow_up(&self) -> bool {
        self.follow_up
    }

    /// The user, if one was set.
    pub fn user(&self) -> Option<&User> {
        self.info.user.as_ref()
    }

    /// Takes the user off or puts another on.
    pub fn set_user(&mut self, user: Option<User>) {
        self.info.user = user;
    }

    /// The tags of the transaction, in the order in which they were set; each key once.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.info.tags.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Puts a tag on the transaction, in place of one of the same key.
    pub fn set_tag(&mut self, key: impl Into<Key>, value: impl AsRef<str>) {
        put(&mut self.info.tags, key.into(), Text::new(value.as_ref()));
    }

    /// The data of the root span, in the order in which it was set.
    pub fn data(&self) -> impl Iterator<Item = (&str, &Value)> {
        let own = self.attributes_of(&self.root).iter().filter(|found| found.kind == AttributeKind::Data);
        let own = own.map(|found| (&*found.key, &found.value));
        own.chain(self.info.data.iter().map(|(key, value)| (&**key, value)))
    }

    /// Records a value on the root span, in place of one of the same key.
    pub fn set_data(&mut self, key: impl Into<Key>, value: impl IntoValue) {
        let (key, Some(value)) = (key.into(), value.to_value()) else { return };
        let (first, last) = self.root.attributes;
        let own = self.attributes.get_mut(first as usize..last as usize).unwrap_or_default();
        match own.iter_mut().find(|found| found.kind == AttributeKind::Data && *found.key == *key) {
            Some(found) => found.value = value,
            None => put(&mut self.info.data, key, value),
        }
    }

    /// What the root span is linked to.
    pub fn links(&self) -> impl Iterator<Item = &SpanLink> {
        self.links_of(&self.root)
    }

    /// How long the root span took.
    pub fn duration(&self) -> std::time::Duration {
        let (start, end) = (self.unix_nanos(self.root.start), self.unix_nanos(self.root.end));
        std::time::Duration::from_nanos(end.saturating_sub(start))
    }

    /// The spans below the root, in the order in which they finished.
    pub fn spans(&self) -> impl ExactSizeIterator<Item = SpanView<'_>> {
        self.spans.iter().map(|record| SpanView { segment: self, record })
    }

    /// Leaves out each span for which `keep` says false; what was below it goes to its parent.
    pub fn retain_spans(&mut self, mut keep: impl FnMut(&SpanView<'_>) -> bool) -> usize {
        let kept: Vec<bool> = self.spans().map(|span| keep(&span)).collect();
        let gone: HashMap<SpanId, Option<SpanId>> = (self.spans.iter().zip(&kept))
            .filter(|(_, kept)| !**kept)
            .map(|(span, _)| (span.id, span.parent))
            .collect();
        let mut kept = kept.into_iter();
        self.spans.retain(|_| kept.next().unwrap_or(true));
        for span in &mut self.spans {
            while let Some(above) = span.parent.and_then(|parent| gone.get(&parent)) {
                span.parent = *above;
            }
        }
        gone.len()
    }

    pub(crate) fn attributes_of(&self, span: &SpanRecord) -> &[Attribute] {
        let (first, last) = span.attributes;
        self.attributes.get(first as usize..last as usize).unwrap_or_default()
    }

    /// What a span is linked to.
    pub(crate) fn links_of(&self, span: &SpanRecord) -> impl Iterator<Item = &SpanLink> {
        let id = span.id;
        self.links.iter().filter(move |(of, _)| *of == id).map(|(_, link)| link)
    }

    /// Wall time of `ticks`, in nanoseconds since 1970.
    pub(crate) fn unix_nanos(&self, ticks: Ticks) -> u64 {
        self.anchor.unix_nanos(ticks)
    }

    /// How many spans are in it, the root included.
    pub(crate) fn span_count(&self) -> u64 {
        self.spans.len() as u64 + 1
    }
}

pub(crate) fn put<V>(list: &mut Vec<(Key, V)>, key: Key, value: V) {
    match list.iter_mut().find(|(known, _)| *known == key) {
        Some((_, known)) => *known = value,
        None => list.push((key, value)),
    }
}
