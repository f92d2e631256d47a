//! Where an error came up, in Sentry's form: without the frames that only look at it, and ours marked as none of the
//! program's. The client marks those of the runtime.

use sentry::integrations::backtrace::{Stacktrace, parse_stacktrace};

use crate::failure::Trace;

/// Crates whose frames are between the program and the trace of it.
const LOOKING: [&str; 4] = ["rina_trace::", "std::backtrace", "backtrace::", "std::sys::backtrace"];

/// `None` where the program was built without what is needed to tell its functions.
pub(super) fn of(trace: &Trace) -> Option<Stacktrace> {
    let mut stacktrace = match trace {
        Trace::Here(backtrace) => parse_stacktrace(&format!("{backtrace:#}")),
        Trace::Told(text) => parse_stacktrace(text),
    }?;
    trim(&mut stacktrace);
    (!stacktrace.frames.is_empty()).then_some(stacktrace)
}

/// The innermost frame comes last.
fn trim(stacktrace: &mut Stacktrace) {
    let frames = &mut stacktrace.frames;
    while frames.last().is_some_and(|frame| frame.function.as_deref().is_some_and(|it| is_in(it, &LOOKING))) {
        frames.pop();
    }
    for frame in frames {
        if frame.function.as_deref().is_some_and(|function| is_in(function, &LOOKING[..1])) {
            frame.in_app = Some(false);
        }
    }
}

/// True for functions and methods, also those of a trait that is implemented for a type of the crate.
fn is_in(function: &str, crates: &[&str]) -> bool {
    let function = function.trim_start_matches(['<', '_', '&']);
    crates.iter().any(|name| function.starts_with(name))
}
