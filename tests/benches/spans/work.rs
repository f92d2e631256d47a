//! What the measured functions do: as little as there can be without being left out by the compiler.

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// The body of every measured function.
#[inline(always)]
pub(crate) fn work(n: u64) -> u64 {
    black_box(n).wrapping_mul(3)
}

/// Is pending so many times, then ready.
pub(crate) struct Pending(pub(crate) u32);

impl Future for Pending {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        if black_box(self.0) == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        Poll::Pending
    }
}

/// Polls until the future is ready, without a runtime: what is measured is the future.
#[inline]
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
