//! Spans of what goes out: a call, a message. Known by the integrations that send.

use crate::callsite::Callsite;
use crate::hub;
use crate::name_source::NameSource;
use crate::recorder::Known;
use crate::seat::{self, Head, Tail};
use crate::stack::{self, NO_SPAN, here};
use crate::start;

/// Opens a span below the current one. Without one it starts a segment, which has its name from the start: the sampler
/// decides by it, and the headers that go out tell it.
pub(super) fn open(
    callsite: &'static Callsite,
    source: NameSource,
    name: impl FnOnce() -> String,
) -> (Head, Tail) {
    if !hub::is_on() {
        return seat::none(callsite);
    }
    if stack::span() != NO_SPAN {
        let (mut head, mut tail) = seat::wait(callsite, None);
        seat::begin(&mut head, &mut tail);
        return (head, tail);
    }
    let Some(hub) = here::hub_or_explain(callsite) else { return seat::none(callsite) };
    seat::root(callsite, start::start(hub, callsite, None, Known::named(name(), source)))
}
