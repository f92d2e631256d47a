//! The rows of a stream, counted as they come. Known by expanded code.
//!
//! It stands within the span of the stream, which is current while it is polled and while it is dropped: so what was
//! counted is said wherever the reader stops.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::rows::{RowCount, record};
use crate::fields::Fields;
use crate::stack;

pin_project! {
    /// A stream of rows.
    #[must_use = "streams do nothing unless polled"]
    #[doc(hidden)]
    pub struct CountedStream<S: Stream> {
        count: Count,
        #[pin]
        inner: S,
        rows_in: fn(&S::Item) -> u64,
    }
}

/// How many rows there were; `None`: it has been said.
struct Count(Option<u64>);

impl Count {
    fn say(&mut self) {
        if let (Some(count), Some(span)) = (self.0.take(), stack::span_id()) {
            record(&Fields::new(Some(span)), RowCount::Returned(count));
        }
    }
}

/// The reader has had enough.
impl Drop for Count {
    fn drop(&mut self) {
        self.say();
    }
}

impl<S: Stream> CountedStream<S> {
    pub(crate) fn new(inner: S, rows_in: fn(&S::Item) -> u64) -> Self {
        Self { count: Count(Some(0)), inner, rows_in }
    }
}

impl<S: Stream> Stream for CountedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let poll = this.inner.poll_next(context);
        match (&poll, &mut this.count.0) {
            (Poll::Ready(Some(item)), Some(count)) => {
                *count = count.saturating_add((this.rows_in)(item));
            }
            (Poll::Ready(None), _) => this.count.say(),
            _ => {}
        }
        poll
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}
