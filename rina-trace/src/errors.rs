//! What becomes of errors: which of them are sent, once each, and the link to `sentry`, whose events carry our trace.
//!
//! A failure that leaves a function waits for what the function around it does: handle it, fail with it, or say
//! nothing. It is sent when it leaves the outermost. Known by the ends of spans, by the configuration, and by
//! servers, which see what becomes of a failure in the end.

mod escape;
mod event;
mod foreign;
mod link;
mod panics;
mod send;
#[cfg(any(feature = "actix", feature = "tower"))]
mod server;
mod stacktrace;

pub(crate) use self::escape::{Exit, Verdict, ended, escapes, forget_alone};
pub(crate) use self::foreign::{client_traces, open_sentry_span, sentry_traces, trace_of_scope};
pub(crate) use self::link::{Link, dsc_for, link, link_log, link_metric};
pub(crate) use self::panics::{note_panics, unwinds};
pub(crate) use self::send::capture;
#[cfg(any(feature = "actix", feature = "tower"))]
pub(crate) use self::server::{Answer, answered};
