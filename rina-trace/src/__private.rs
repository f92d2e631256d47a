//! The door for expanded code: the only module it names, beside `::core`. A stub, to be replaced by the runtime.
#![allow(missing_docs, clippy::all, clippy::pedantic)]

use std::borrow::Cow;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

pub use crate::value::{IntoValue, Text, Value};
pub use std::boxed::Box;

pub use crate::outcome::{Failure, Probe};

/// For a glob import where a probe is used.
pub mod probe {
    pub use crate::outcome::{AnyProbe, DynProbe, ErrorProbe, OkProbe, ResultProbe, SendProbe, ValueProbe};
}

pub struct Callsite;

#[derive(Clone, Copy)]
pub enum ErrPolicy {
    Record,
    Capture,
    Ignore,
}

impl Callsite {
    pub const fn function(_: &'static str, _: &'static str, _: &'static str, _: u32) -> Self {
        Self
    }
    pub const fn manual(_: &'static str, _: &'static str, _: &'static str, _: u32) -> Self {
        Self
    }
    pub const fn root(self) -> Self {
        self
    }
    pub const fn child_only(self) -> Self {
        self
    }
    pub const fn sample_rate(self, _: f64) -> Self {
        self
    }
    pub const fn err(self, _: ErrPolicy) -> Self {
        self
    }
}

pub fn value<T: IntoValue + ?Sized>(v: &T) -> Option<Value> {
    v.to_value()
}
pub fn display<T: Display + ?Sized>(v: &T) -> Option<Value> {
    Some(Value::Text(Text::from_display(v)))
}
pub fn debug<T: Debug + ?Sized>(v: &T) -> Option<Value> {
    Some(Value::Text(Text::new(&format!("{v:?}"))))
}
pub const fn text(v: &'static str) -> Option<Value> {
    Some(Value::from_static(v))
}

thread_local! {
    /// What was said, for the tests.
    pub static SAID: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

pub struct Fields;

impl Fields {
    pub fn data(&mut self, key: &'static str, value: Option<Value>) {
        SAID.with_borrow_mut(|said| said.push(format!("{key}={value:?}")));
    }
    pub fn tag(&mut self, key: &'static str, value: Option<Value>) {
        self.data(key, value);
    }
    pub fn name(&mut self, _: impl Into<Cow<'static, str>>) {}
    pub fn failure(&mut self, failure: Option<Failure<'_>>) {
        SAID.with_borrow_mut(|said| said.extend(failure.map(|it| it.type_name.to_owned())));
    }
}

pub trait ContinueFrom {}
impl<T: ?Sized> ContinueFrom for T {}
pub struct RemoteParent;

pub fn remote<T: ContinueFrom + ?Sized>(_: &T) -> RemoteParent {
    RemoteParent
}

pub struct Entered(Fields);

pub fn enter(_: &'static Callsite) -> Entered {
    Entered(Fields)
}
pub fn enter_from(_: &'static Callsite, _: RemoteParent) -> Entered {
    Entered(Fields)
}
impl Entered {
    pub fn start(&mut self) -> Option<&mut Fields> {
        Some(&mut self.0)
    }
    pub fn end(&mut self) -> Option<&mut Fields> {
        Some(&mut self.0)
    }
}
impl Drop for Entered {
    fn drop(&mut self) {}
}

/// Runs the body, and looks at what it returns.
#[inline]
pub fn run<T>(mut span: Entered, body: impl FnOnce() -> T, end: impl FnOnce(&T, &mut Fields)) -> T {
    let ret = body();
    if let Some(fields) = span.end() {
        end(&ret, fields);
    }
    ret
}

pub fn once<T, F: FnOnce() -> T>(f: F) -> T {
    f()
}
pub fn never<T>() -> T {
    loop {}
}

pin_project_lite::pin_project! {
    pub struct TracedFuture<F: Future> { #[pin] inner: F, end: fn(&F::Output, &mut Fields), state: [usize; 6] }
}
impl<F: Future> Future for TracedFuture<F> {
    type Output = F::Output;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let ret = this.inner.poll(cx);
        if let Poll::Ready(ret) = &ret {
            (this.end)(ret, &mut Fields);
        }
        ret
    }
}
pin_project_lite::pin_project! {
    pub struct TracedStream<S: Stream> { #[pin] inner: S, end: fn(&S::Item, &mut Fields), }
}
impl<S: Stream> Stream for TracedStream<S> {
    type Item = S::Item;
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let item = this.inner.poll_next(cx);
        if let Poll::Ready(Some(item)) = &item {
            (this.end)(item, &mut Fields);
        }
        item
    }
}

pub fn future<F: Future>(
    _: &'static Callsite,
    inner: F,
    end: fn(&F::Output, &mut Fields),
) -> TracedFuture<F> {
    TracedFuture { inner, end, state: [0; 6] }
}
pub fn future_from<F: Future>(
    _: &'static Callsite,
    _: RemoteParent,
    inner: F,
    end: fn(&F::Output, &mut Fields),
) -> TracedFuture<F> {
    TracedFuture { inner, end, state: [0; 6] }
}
pub fn start(fields: &mut dyn FnMut(&mut Fields)) {
    fields(&mut Fields);
}
pub fn no_end<T: ?Sized>(_: &T, _: &mut Fields) {}

pub struct Opened(Fields);
pub fn open(_: &'static Callsite) -> Opened {
    Opened(Fields)
}
pub fn open_from(_: &'static Callsite, _: RemoteParent) -> Opened {
    Opened(Fields)
}
impl Opened {
    pub fn start(&mut self) -> Option<&mut Fields> {
        Some(&mut self.0)
    }
    pub fn future<F: Future>(self, inner: F, end: fn(&F::Output, &mut Fields)) -> TracedFuture<F> {
        TracedFuture { inner, end, state: [0; 6] }
    }
    pub fn stream<S: Stream>(self, inner: S, end: fn(&S::Item, &mut Fields)) -> TracedStream<S> {
        TracedStream { inner, end }
    }
}

pub fn apply<'a, T: ?Sized, R>(value: &'a T, f: impl FnOnce(&'a T) -> R) -> R {
    f(value)
}

pub struct Span;
pub fn span(_: &'static Callsite, fields: &mut dyn FnMut(&mut Fields)) -> Span {
    fields(&mut Fields);
    Span
}
