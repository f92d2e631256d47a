//! Failures that have left a function, until it is known what becomes of them.
//!
//! Each waits for the span around the one that it has left: that fails with it, handles it, or has nothing to say.
//! Their number is bounded; where none waits in the whole process, the end of a span looks at one number.
//! Known by what makes events of them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::OpenSegment;
use crate::failure::{Chain, EscapedFailure, FailedSpan};
use crate::id::SpanId;
use crate::stats::Reason;

/// The most that wait in one segment, and the most events that are remembered as sent by the program itself.
const MAX_WAITING: usize = 32;

/// How many segments have failures that wait.
static FAILING: AtomicUsize = AtomicUsize::new(0);

/// True if the end of a span may decide about a failure.
#[inline]
pub(crate) fn any_failing() -> bool {
    FAILING.load(Ordering::Relaxed) != 0
}

/// The failures of one segment.
#[derive(Default)]
pub(super) struct Failures {
    /// There once one has waited.
    waiting: Mutex<Option<Box<Waiting>>>,
    /// Some wait.
    any: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    /// By the span that each waits for.
    failures: Vec<(SpanId, EscapedFailure)>,
    /// Type and text of errors that the program has sent itself.
    told: Vec<(String, String)>,
}

impl Drop for Failures {
    fn drop(&mut self) {
        if *self.any.get_mut() {
            FAILING.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl OpenSegment {
    /// Runs no code of the user.
    fn with_failures<R>(&self, f: impl FnOnce(&mut Waiting) -> R) -> R {
        let mut waiting = self.failures.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = waiting.get_or_insert_default();
        let result = f(waiting);
        let any = !waiting.failures.is_empty();
        match (self.failures.any.swap(any, Ordering::Relaxed), any) {
            (false, true) => FAILING.fetch_add(1, Ordering::Relaxed),
            (true, false) => FAILING.fetch_sub(1, Ordering::Relaxed),
            _ => 0,
        };
        result
    }

    /// True if some wait.
    pub(crate) fn has_failures(&self) -> bool {
        self.failures.any.load(Ordering::Relaxed)
    }

    /// Keeps a failure until the span `until` has something to say about it. The oldest gives way.
    pub(crate) fn keep_failure(&self, until: SpanId, failure: EscapedFailure) {
        let lost = self.with_failures(|waiting| {
            let is_full = waiting.failures.len() >= MAX_WAITING;
            let lost = is_full.then(|| waiting.failures.remove(0));
            waiting.failures.push((until, failure));
            lost
        });
        if lost.is_some() {
            self.hub.sink.failures_lost(Reason::BufferOverflow, 1);
        }
    }

    /// Those that wait for a span, in the order in which they came.
    pub(crate) fn take_failures(&self, span: SpanId) -> Vec<EscapedFailure> {
        self.take_failures_if(|until, _| until == span)
    }

    /// Those that wait for a span that has ended: nobody will ever say what becomes of them.
    pub(crate) fn take_orphaned_failures(&self) -> Vec<EscapedFailure> {
        let waited_for: Vec<SpanId> =
            self.with_failures(|waiting| waiting.failures.iter().map(|(until, _)| *until).collect());
        let ended: Vec<SpanId> = waited_for.into_iter().filter(|span| self.has_ended(*span)).collect();
        self.take_failures_if(|until, _| ended.contains(&until))
    }

    /// The latest that `outer` continues, whatever it waits for.
    pub(crate) fn take_failure_of(&self, outer: &Chain) -> Option<EscapedFailure> {
        self.with_failures(|waiting| {
            let at = waiting.failures.iter().rposition(|(_, failure)| outer.continues(&failure.chain))?;
            Some(waiting.failures.remove(at).1)
        })
    }

    /// Forgets the latest of those that wait for the root if a panic is about it.
    pub(crate) fn forget_failure_told_in(&self, panic: &str) {
        let forgotten = self.with_failures(|waiting| {
            let is_told = |(until, failure): &(SpanId, EscapedFailure)| {
                *until == self.root && failure.chain.is_told_in(panic)
            };
            let at = waiting.failures.iter().rposition(is_told)?;
            Some(waiting.failures.remove(at))
        });
        drop(forgotten);
    }

    fn take_failures_if(
        &self,
        mut takes: impl FnMut(SpanId, &EscapedFailure) -> bool,
    ) -> Vec<EscapedFailure> {
        self.with_failures(|waiting| {
            let taken = waiting.failures.extract_if(.., |(until, failure)| takes(*until, failure));
            taken.map(|(_, failure)| failure).collect()
        })
    }

    /// Notes an error that the program has sent itself. Gives the span that it came from, if that is known.
    pub(crate) fn note_told(&self, type_name: &str, text: &str) -> Option<FailedSpan> {
        self.with_failures(|waiting| {
            if waiting.told.len() >= MAX_WAITING {
                waiting.told.remove(0);
            }
            waiting.told.push((type_name.to_owned(), text.to_owned()));
            let its = waiting.failures.iter().rev().find(|(_, failure)| failure.chain.has(type_name, text));
            its.map(|(_, failure)| failure.span)
        })
    }

    /// True if the program has sent it; once for each time that it was sent.
    pub(crate) fn was_told(&self, chain: &Chain) -> bool {
        self.with_failures(|waiting| {
            let told = waiting.told.iter().position(|(type_name, text)| chain.has(type_name, text));
            told.map(|at| waiting.told.remove(at)).is_some()
        })
    }

    /// True if a span is known to have ended.
    pub(crate) fn has_ended(&self, span: SpanId) -> bool {
        if !self.recording {
            // One that is not keeps nothing but its end.
            return self.is_over();
        }
        self.with(|state| match &state.late {
            Some(late) => late.is_finished(span),
            None => state.lost.contains(&span) || state.spans.iter().any(|ended| ended.id == span),
        })
    }
}
