//! What is known of a segment as a whole: from its start, or by what is said of it while it is open.
//!
//! Known by what starts segments, by those who speak of the one they are in, and by errors, which tell of it.

use std::borrow::Cow;

use super::OpenSegment;
use crate::name_source::NameSource;
use crate::segment::{Asked, SegmentInfo};

/// What is known of a segment when it starts, besides what its callsite tells.
#[derive(Default)]
pub(crate) struct Known {
    /// In place of the callsite's name.
    pub(crate) name: Option<(Cow<'static, str>, NameSource)>,
    /// Somebody has said that it is not wanted.
    pub(crate) unwanted: bool,
    /// What was asked for.
    pub(crate) request: Option<Asked>,
    /// A server tells of its failures, whatever their functions say.
    pub(crate) keeps_failures: bool,
}

impl Known {
    pub(crate) fn named(name: impl Into<Cow<'static, str>>, source: NameSource) -> Self {
        Self { name: Some((name.into(), source)), ..Self::default() }
    }
}

impl OpenSegment {
    /// Says something about the segment as a whole. Once that is sent nobody would hear it, so it is not kept.
    pub(crate) fn update(&self, update: impl FnOnce(&mut SegmentInfo)) {
        self.with(|state| {
            if state.late.is_none() {
                update(&mut state.info);
            }
        });
    }

    /// Looks at what was said about the segment as a whole, if anything was.
    fn said<T>(&self, look: impl FnOnce(&SegmentInfo) -> T) -> Option<T> {
        let state = self.lock();
        let state = state.as_deref()?;
        Some(look(state.late.as_ref().map_or(&state.info, |late| &late.info)))
    }

    /// A copy of it.
    pub(crate) fn info(&self) -> SegmentInfo {
        self.said(SegmentInfo::clone).unwrap_or_default()
    }

    /// The name of the transaction, as it is now, and where it comes from.
    pub(crate) fn name(&self) -> (Cow<'static, str>, NameSource) {
        let said = self.said(|info| info.name.clone()).flatten();
        let named = said.or_else(|| self.known.name.clone());
        named.unwrap_or((self.callsite.name().into(), NameSource::Custom))
    }

    /// What was asked for; errors captured in the segment tell it.
    pub(crate) fn request(&self) -> Option<&Asked> {
        self.known.request.as_ref()
    }

    /// True if failures are kept until the root has ended, also those that no function wants an event of.
    pub(crate) fn keeps_all_failures(&self) -> bool {
        self.known.keeps_failures
    }

    /// Freezes the sampling context of a trace that starts here, as it is now.
    pub(crate) fn freeze(&self) {
        if self.trace.dsc.get().is_none() {
            let (name, source) = self.name();
            self.hub.identity.freeze(&self.trace, &name, source);
        }
    }
}
