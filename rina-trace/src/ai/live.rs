//! The span of a function of `#[traced_ai]`: open while the body runs, and after that until somebody ends it.
//!
//! Known by expanded code, and by all that ends such a span.

use std::time::Instant;

use futures_core::Stream;

use super::answering::Answering;
use super::chunks::Chunks;
use super::{Reply, contents};
use crate::callsite::Callsite;
use crate::fields::Fields;
use crate::opened::Opened;
use crate::remote::RemoteParent;
use crate::seat::{Head, Tail, Visit};
use crate::status::SpanStatus;

/// Looks at a value while the span is current, and says what there is to say of it.
pub(crate) type Look<T> = fn(&T, &mut Fields);

/// Tells the reply what a value knows of it.
pub(crate) type Tell<T> = fn(&T, &mut Fields, &mut Reply);

/// The span while the body of a function runs that is not `async`.
#[must_use]
#[doc(hidden)]
pub struct Asked {
    opened: Opened,
    start: Option<Instant>,
}

impl Asked {
    pub(super) fn new(callsite: &'static Callsite, remote: Option<Box<RemoteParent>>) -> Self {
        let opened = Opened::new(callsite, remote);
        let start = opened.fields().is_kept().then(Instant::now);
        Self { opened, start }
    }

    /// Takes what is said before the body.
    pub fn fields(&self) -> &Fields {
        self.opened.fields()
    }

    fn go_on(mut self) -> Live {
        let (head, tail) = self.opened.go_on();
        Live { head, tail, start: self.start, status: None }
    }

    /// Hands on what the body has returned.
    #[inline]
    pub fn hand<T, O>(self, returned: T, hand: impl FnOnce(T, Live) -> O) -> O {
        hand(returned, self.go_on())
    }

    /// Goes on in the future that the function returned.
    pub fn future<F: Future, O>(self, inner: F, hand: fn(F::Output, Live) -> O) -> Answering<F, O> {
        Answering::begun(self.go_on(), inner, hand)
    }

    /// Goes on in the stream that the function returned.
    pub fn stream<S: Stream>(self, inner: S, look: Look<S::Item>, tell: Tell<S::Item>) -> Chunks<S> {
        Chunks::new(self.go_on(), inner, look, tell)
    }
}

/// The span of a function that has returned; dropped before it is ended, it is `cancelled`.
#[must_use]
#[doc(hidden)]
pub struct Live {
    pub(super) head: Head,
    pub(super) tail: Tail,
    /// Of a span that is kept.
    pub(super) start: Option<Instant>,
    /// What the value as a whole says.
    pub(super) status: Option<SpanStatus>,
}

impl Live {
    pub(super) fn new(head: Head, tail: Tail, start: Option<Instant>) -> Self {
        Self { head, tail, start, status: None }
    }

    /// Looks at the value as a whole.
    pub(super) fn look<T>(&mut self, returned: &T, look: Look<T>) {
        let mut visit = Visit::new(&mut self.head, &mut self.tail);
        visit.enter();
        let mut fields = visit.fields();
        if visit.wants_end() {
            look(returned, &mut fields);
        }
        self.status = fields.status;
        visit.pause();
    }

    /// True where no segment is open: nothing has to be put around a stream.
    pub(super) fn is_nowhere(&self) -> bool {
        self.head.segment().is_none()
    }

    /// Ends the span with what the value tells of the answer.
    pub(super) fn tell<T>(mut self, returned: &T, tell: Tell<T>) {
        let keeps_content = contents::keeps_outputs(&self.head, &self.tail);
        let mut visit = Visit::new(&mut self.head, &mut self.tail);
        visit.enter();
        if visit.is_recording() {
            let (mut fields, mut reply) = (visit.fields(), Reply::new(keeps_content));
            tell(returned, &mut fields, &mut reply);
            reply.close();
            // Who returned an error has said more of it.
            let is_well = !self.status.is_some_and(SpanStatus::is_error);
            if let Some(failed) = reply.status().filter(|_| is_well) {
                self.status = Some(failed);
            }
            fields.span.into_iter().for_each(|span| reply.record(span));
        }
        visit.finish(self.status);
    }

    /// Ends the span with what is known.
    pub(super) fn end(mut self) {
        let mut visit = Visit::new(&mut self.head, &mut self.tail);
        visit.enter();
        visit.finish(self.status);
    }
}
