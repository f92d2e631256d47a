//! One finished span, as users see it in `Config::before_send_transaction`. Known by users alone.

use std::time::Duration;

use super::Segment;
use crate::callsite::Callsite;
use crate::id::SpanId;
use crate::link::SpanLink;
use crate::record::SpanRecord;
use crate::status::SpanStatus;
use crate::value::Value;

/// One finished span of a [`Segment`].
#[derive(Debug, Clone, Copy)]
pub struct SpanView<'a> {
    pub(super) segment: &'a Segment,
    pub(super) record: &'a SpanRecord,
}

impl<'a> SpanView<'a> {
    /// The operation, such as `db.query`.
    pub fn op(&self) -> &'static str {
        self.record.callsite.op()
    }

    /// The name, which Sentry calls the description.
    pub fn name(&self) -> &'a str {
        self.record.name()
    }

    /// How it ended.
    pub fn status(&self) -> SpanStatus {
        self.record.status
    }

    /// Its id.
    pub fn id(&self) -> SpanId {
        self.record.id
    }

    /// The span it is below.
    pub fn parent_id(&self) -> Option<SpanId> {
        self.record.parent
    }

    /// What the compiler knew of it.
    pub fn callsite(&self) -> &'static Callsite {
        self.record.callsite
    }

    /// Its data and tags, in the order in which they were set.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.segment.attributes_of(self.record).iter().map(|found| (&*found.key, &found.value))
    }

    /// What it is linked to.
    pub fn links(&self) -> impl Iterator<Item = &'a SpanLink> + use<'a> {
        self.segment.links_of(self.record)
    }

    /// How long it took.
    pub fn duration(&self) -> Duration {
        let (start, end) =
            (self.segment.unix_nanos(self.record.start), self.segment.unix_nanos(self.record.end));
        Duration::from_nanos(end.saturating_sub(start))
    }
}
