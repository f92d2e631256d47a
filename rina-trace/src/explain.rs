//! Says through `tracing` what happens and why, with the target `rina_trace`.
//!
//! What a user must mend is a warning; the rest is said only where debugging is on. Nothing is ever printed.
//! Known by all that decides something a user may wonder about.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::callsite::Callsite;

static DEBUG: AtomicBool = AtomicBool::new(false);

/// Switches the explanations on or off.
pub(crate) fn set_debug(on: bool) {
    DEBUG.store(on, Ordering::Relaxed);
}

pub(crate) fn is_debug() -> bool {
    DEBUG.load(Ordering::Relaxed)
}

/// Says something where debugging is on; the text is not made otherwise.
macro_rules! explain {
    ($($argument:tt)*) => {
        if $crate::explain::is_debug() {
            tracing::debug!(target: "rina_trace", $($argument)*);
        }
    };
}

/// Says something that a user must mend, once in the life of the process.
macro_rules! warn_once {
    ($($argument:tt)*) => {{
        static SAID: std::sync::Once = std::sync::Once::new();
        SAID.call_once(|| tracing::warn!(target: "rina_trace", $($argument)*));
    }};
}

pub(crate) use {explain, warn_once};

/// The first traced function ran, and nobody had called `init`.
pub(crate) fn not_initialised(callsite: &Callsite) {
    if is_debug() || crate::env::debug_from_env() {
        tracing::warn!(
            target: "rina_trace",
            "`{}` ran before `rina_trace::init()`: until then nothing is recorded ({}:{})",
            callsite.name(),
            callsite.file(),
            callsite.line(),
        );
    }
}
