//! The current span on its way to other tasks and threads.
//!
//! What is spawned here continues where it was spawned; a bare `tokio::spawn` or `std::thread::spawn` starts
//! without a span, except for traced functions called in its argument: those have their parent already.
//! Known by users.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use crate::stack;

/// Gives the current span to a future or a stream that runs elsewhere: `set.spawn(in_current_span(future))`.
pub fn in_current_span<T>(inner: T) -> InCurrentSpan<T> {
    let context = stack::capture();
    let carries = Carries(context.is_some());
    InCurrentSpan { carried: Carried(context), inner, carries }
}

/// Gives the current span to a function that runs elsewhere, such as on a thread of a pool.
///
/// ```
/// let sum = rina_trace::bind(|numbers: Vec<u64>| numbers.iter().sum::<u64>());
/// std::thread::spawn(move || sum(vec![1, 2, 3]));
/// ```
pub fn bind<A, R>(f: impl FnOnce(A) -> R) -> impl FnOnce(A) -> R {
    let context = stack::capture();
    move |argument| run_in(context, || f(argument))
}

/// Spawns a task on the Tokio runtime that continues in the current span.
///
/// # Panics
///
/// Outside of a Tokio runtime, as `tokio::spawn` does.
#[cfg(feature = "tokio")]
#[track_caller]
pub fn spawn<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(in_current_span(future))
}

/// Runs a function that blocks on the Tokio runtime's blocking pool, in the current span.
///
/// # Panics
///
/// Outside of a Tokio runtime, as `tokio::task::spawn_blocking` does.
#[cfg(feature = "tokio")]
#[track_caller]
pub fn spawn_blocking<F, R>(f: F) -> tokio::task::JoinHandle<R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let context = stack::capture();
    tokio::task::spawn_blocking(move || run_in(context, f))
}

/// Threads that continue in the current span.
pub mod thread {
    use std::thread::JoinHandle;

    /// Spawns a thread that continues in the current span.
    ///
    /// # Panics
    ///
    /// If the system cannot make a thread, as [`std::thread::spawn`] does.
    pub fn spawn<F, T>(f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let context = super::stack::capture();
        std::thread::spawn(move || super::run_in(context, f))
    }
}

pub(crate) fn run_in<R>(context: Option<stack::Context>, f: impl FnOnce() -> R) -> R {
    let token = context.and_then(|context| stack::enter_carried(context.place, context.span).ok());
    let _left = Leave(token);
    f()
}

struct Leave(Option<stack::Token>);

impl Drop for Leave {
    fn drop(&mut self) {
        if let Some(token) = self.0.take() {
            stack::leave(token);
        }
    }
}

pin_project! {
    /// A future or a stream that continues in the span it was made in; made by [`in_current_span`].
    #[must_use = "futures and streams do nothing unless polled"]
    pub struct InCurrentSpan<T> {
        // The order is the order of dropping.
        carried: Carried,
        #[pin]
        inner: T,
        carries: Carries,
    }
}

/// The span is current while what follows is dropped, too.
struct Carried(Option<stack::Context>);

impl Drop for Carried {
    fn drop(&mut self) {
        if let Some(context) = self.0.take() {
            // Without a stack, at the end of the thread, there is nothing to be current in.
            let _ = stack::enter_to_drop(context.place, context.span);
        }
    }
}

/// True while there is something in [`Carried`], which is dropped before this.
struct Carries(bool);

impl Drop for Carries {
    fn drop(&mut self) {
        if self.0 {
            stack::leave_dropped();
        }
    }
}

/// The context is on the thread's stack as long as this lives, and goes back then.
struct Visit<'a> {
    carried: &'a mut Carried,
    carries: &'a mut Carries,
    entered: Option<(stack::Token, u64)>,
}

impl<'a> Visit<'a> {
    fn new(carried: &'a mut Carried, carries: &'a mut Carries) -> Self {
        let entered = carried.0.take().and_then(|own| {
            let span = own.span;
            match stack::enter_carried(own.place, span) {
                Ok(token) => Some((token, span)),
                Err(place) => {
                    carried.0 = Some(stack::Context { place, span });
                    None
                }
            }
        });
        Self { carried, carries, entered }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if let Some((token, span)) = self.entered.take() {
            self.carried.0 = stack::leave(token).map(|place| stack::Context { place, span });
            self.carries.0 = self.carried.0.is_some();
        }
    }
}

impl<F: Future> Future for InCurrentSpan<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let visit = Visit::new(this.carried, this.carries);
        let poll = this.inner.poll(context);
        drop(visit);
        if poll.is_ready() {
            // The segment does not wait for whoever keeps the finished future.
            (this.carried.0, this.carries.0) = (None, false);
        }
        poll
    }
}

impl<S: Stream> Stream for InCurrentSpan<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let _visit = Visit::new(this.carried, this.carries);
        this.inner.poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}
