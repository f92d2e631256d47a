//! Whether prompts and answers are recorded: as the attribute says, else as the configuration does. Known by expanded
//! code and by whoever ends a span.

use crate::seat::{Head, Tail};
use crate::stack;

/// True if what the model is sent is recorded on the current span. `said` is what the attribute says.
pub(super) fn keeps_inputs(said: Option<bool>) -> bool {
    said.unwrap_or_else(|| stack::segment().is_some_and(|segment| segment.hub.contents.inputs))
}

/// True if what it answers is.
pub(super) fn keeps_answers(said: Option<bool>) -> bool {
    said.unwrap_or_else(|| stack::segment().is_some_and(|segment| segment.hub.contents.outputs))
}

/// True if what the model answers is, on the span of a seat.
pub(super) fn keeps_outputs(head: &Head, tail: &Tail) -> bool {
    let Some((segment, _)) = head.recorded() else { return false };
    tail.callsite().rules.outputs.unwrap_or(segment.hub.contents.outputs)
}
