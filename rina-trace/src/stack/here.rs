//! The hub that the thread is in: of a capture of tests, of the segment it runs in, or the global one.
//!
//! Known by what starts segments and by what has to count.

use std::sync::Arc;

use super::capture;
use crate::callsite::Callsite;
use crate::hub::{self, Hub};

/// The hub of what starts here.
pub(crate) fn hub() -> Option<Arc<Hub>> {
    capture().map(|context| Arc::clone(context.place.hub())).or_else(hub::global)
}

/// The same for a call that starts a segment. Says once that it is too early, where debugging is on.
pub(crate) fn hub_or_explain(callsite: &'static Callsite) -> Option<Arc<Hub>> {
    let hub = hub();
    if hub.is_none() && hub::is_first_to_ask() {
        crate::explain::not_initialised(callsite);
    }
    hub
}

/// Counts a span that could not be recorded.
#[cold]
pub(crate) fn unrecorded() {
    if let Some(hub) = hub() {
        hub.sink.unrecorded(1);
    }
}
