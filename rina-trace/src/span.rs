//! Spans by hand: made by `span!`, entered for a scope, given to a future or a stream, finished or dropped.
//!
//! Known by users.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
#[cfg(feature = "tracing")]
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::callsite::Callsite;
use crate::fields::Fields;
use crate::id::{SpanId, TraceId};
use crate::link::SpanLink;
use crate::propagation::TraceHeaders;
use crate::record::{Attribute, AttributeKind, Change};
#[cfg(feature = "tracing")]
use crate::recorder::OpenSegment;
use crate::seat::{self, Ending, Head, Tail, Visit};
use crate::stack::{self, Token};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Value};

/// A span made by hand with [`span!`](crate::span); ends when it is finished or dropped.
///
/// Its parent is the span that was current where it was made; without one it starts a segment. It can be given
/// to other threads. It is not current by itself: [`enter`](Self::enter) it for a scope, or give it to a future
/// with [`InSpan`].
pub struct Span {
    head: Head,
    tail: Tail,
    /// A span of a destructor that runs during a panic, and returns, has not failed.
    was_panicking: bool,
}

impl Span {
    pub(crate) fn start(callsite: &'static Callsite, tell: &mut dyn FnMut(&mut Fields)) -> Self {
        let span = Self::begin(callsite);
        span.tell(tell);
        span
    }

    /// Begins a span of which nothing is said yet.
    pub(crate) fn begin(callsite: &'static Callsite) -> Self {
        let (mut head, mut tail) = seat::wait(callsite, None);
        seat::begin(&mut head, &mut tail);
        Self::of((head, tail))
    }

    /// Of a span that has begun, or of none.
    pub(crate) fn of((head, tail): (Head, Tail)) -> Self {
        Self { head, tail, was_panicking: std::thread::panicking() }
    }

    /// Says something about the span, if it is recorded.
    pub(crate) fn tell(&self, tell: &mut dyn FnMut(&mut Fields)) {
        if let Some(id) = self.id() {
            self.in_scope(|| tell(&mut Fields::new(Some(id))));
        }
    }

    /// True if there is a client of `sentry` whose scope can be told something.
    pub(crate) fn has_client(&self) -> bool {
        self.head.segment().is_some_and(|segment| segment.hub.sentry)
    }

    /// What the span goes on in.
    pub(crate) fn into_seat(mut self) -> (Head, Tail) {
        (self.head.take(), self.tail.take())
    }

    /// Records a value under `key`, in place of one recorded before.
    pub fn set(&self, key: impl Into<Key>, value: impl IntoValue) -> &Self {
        self.attribute(AttributeKind::Data, key.into(), value.to_value())
    }

    /// Puts a tag on the span, in place of one put on before.
    pub fn tag(&self, key: impl Into<Key>, value: impl IntoValue) -> &Self {
        self.attribute(AttributeKind::Tag, key.into(), value.to_value())
    }

    /// Says how the span ends.
    pub fn set_status(&self, status: SpanStatus) -> &Self {
        self.change(Change::Status(status))
    }

    /// Renames the span.
    pub fn set_name(&self, name: impl Into<Cow<'static, str>>) -> &Self {
        self.change(Change::Name(name.into()))
    }

    /// Links the span to another one, of whatever trace; `None` links nothing.
    pub fn link(&self, to: impl Into<Option<SpanLink>>) -> &Self {
        match to.into() {
            Some(link) if self.is_recording() => self.change(Change::Link(Box::new(link))),
            _ => self,
        }
    }

    /// The span as others link to it; where it is not recorded, the root of its segment.
    pub fn as_link(&self) -> Option<SpanLink> {
        let segment = self.head.segment()?;
        let span = self.head.span_id().unwrap_or(segment.root);
        Some(SpanLink::new(segment.trace.trace_id, span, segment.trace.sampled))
    }

    /// What another service continues the trace by, with this span as the parent.
    pub fn headers(&self) -> TraceHeaders {
        self.head.context().map(|context| crate::remote::headers_of(&context)).unwrap_or_default()
    }

    /// The trace that the span is part of; `None` where nothing is switched on.
    pub fn trace_id(&self) -> Option<TraceId> {
        self.head.segment().map(|segment| segment.trace.trace_id)
    }

    /// The id of the span, if it is recorded.
    pub fn id(&self) -> Option<SpanId> {
        self.head.recorded().map(|(_, id)| id)
    }

    /// True if what is said about the span is kept.
    pub fn is_recording(&self) -> bool {
        self.head.recorded().is_some()
    }

    /// Makes the span current on this thread until the guard is dropped.
    ///
    /// Not for use across an `await`: give the span to the future, with [`InSpan::in_span`].
    pub fn enter(&self) -> Entered<'_> {
        let token = self.head.context().and_then(|context| stack::enter(context.place, context.span).ok());
        Entered { token, _span: PhantomData, _this_thread: PhantomData }
    }

    /// Runs `f` within the span.
    pub fn in_scope<R>(&self, f: impl FnOnce() -> R) -> R {
        let _entered = self.enter();
        f()
    }

    /// Ends the span. So does dropping it.
    pub fn finish(self) {}

    fn attribute(&self, kind: AttributeKind, key: Key, value: Option<Value>) -> &Self {
        match value {
            Some(value) => self.change(Change::Attribute(Attribute { kind, key: key.into(), value })),
            None => self,
        }
    }

    fn change(&self, change: Change) -> &Self {
        if let Some((segment, id)) = self.head.recorded() {
            stack::change(segment, id, change);
        }
        self
    }
}

/// For those who follow the spans of others.
#[cfg(feature = "tracing")]
impl Span {
    /// What a thread enters to have the span current.
    pub(crate) fn context(&self) -> Option<stack::Context> {
        self.head.context()
    }

    /// The segment and the id of a span that is recorded.
    pub(crate) fn recorded(&self) -> Option<(&Arc<OpenSegment>, SpanId)> {
        self.head.recorded()
    }

    /// The same for whoever does not hold the span.
    pub(crate) fn handle(&self) -> Option<(Arc<OpenSegment>, SpanId)> {
        self.recorded().map(|(segment, id)| (Arc::clone(segment), id))
    }

    pub(crate) fn callsite(&self) -> &'static Callsite {
        self.tail.callsite()
    }

    /// Makes it a span of another callsite, because more is known of it.
    pub(crate) fn relabel(&mut self, callsite: &'static Callsite) {
        self.tail.relabel(callsite);
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        let panicking = std::thread::panicking() && !self.was_panicking;
        let ending =
            if panicking { Ending::cut_short(SpanStatus::InternalError) } else { Ending::said(None) };
        seat::finish(&mut self.head, &mut self.tail, ending);
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let callsite = self.tail.callsite();
        f.debug_struct("Span")
            .field("op", &callsite.op())
            .field("name", &callsite.name())
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

/// The scope of a span that was entered; ends when dropped.
#[derive(Debug)]
#[must_use = "the span is current only as long as the guard lives"]
pub struct Entered<'a> {
    token: Option<Token>,
    _span: PhantomData<&'a Span>,
    // It belongs to the stack of the thread that it was made on.
    _this_thread: PhantomData<*const ()>,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            stack::leave_alone(token);
        }
    }
}

/// Gives a span to a future or a stream: it is current at each poll and ends when they do.
///
/// ```
/// use rina_trace::InSpan;
///
/// # async fn fetch() {}
/// # async fn example() {
/// fetch().in_span(rina_trace::span!("function", "fetch")).await;
/// # }
/// ```
pub trait InSpan: Sized {
    /// Takes the span along. One that is dropped before its end is `cancelled`.
    fn in_span(self, span: Span) -> WithSpan<Self> {
        let (head, tail) = span.into_seat();
        WithSpan { head, inner: self, tail }
    }
}

impl<T> InSpan for T {}

pin_project! {
    /// A future or a stream with a span of its own; made by [`InSpan::in_span`].
    #[must_use = "futures and streams do nothing unless polled"]
    pub struct WithSpan<T> {
        // The order is the order of dropping.
        head: Head,
        #[pin]
        inner: T,
        tail: Tail,
    }
}

impl<F: Future> Future for WithSpan<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.poll(context);
        if poll.is_ready() {
            visit.finish(None);
        } else {
            visit.pause();
        }
        poll
    }
}

impl<S: Stream> Stream for WithSpan<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let mut visit = Visit::new(this.head, this.tail);
        visit.enter();
        let poll = this.inner.poll_next(context);
        if matches!(poll, Poll::Ready(None)) {
            visit.finish(None);
        } else {
            visit.pause();
        }
        poll
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}
