//! What an SDK has to do to be measured. Its functions are written as its users write them.

use std::future::Future;

use tokio::task::JoinHandle;

pub(crate) trait Peer: Sized {
    /// Switches the SDK on. Before that, its functions are called with nothing to record into.
    fn start() -> Self;

    /// Brings what was recorded to where the SDK sends it from, and forgets it. How many spans that were, the roots
    /// included.
    fn settle(&self) -> u64;

    /// Runs within the root of a new trace that is recorded.
    fn root(run: impl FnOnce());

    /// Runs within the root of a new trace that is not sampled.
    fn unsampled_root(run: impl FnOnce());

    /// A function with a span.
    fn none(n: u64) -> u64;

    /// The same with two values: a number and a short static text.
    fn two(n: u64) -> u64;

    /// An asynchronous function with two values, that is pending so many times.
    fn future(n: u64, pending: u32) -> impl Future<Output = u64> + Send;

    /// Starts a task within the current span. Spans that this adds are counted in `SPANS_PER_TASK`.
    fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()>;

    const SPANS_PER_TASK: u64 = 0;

    /// False where nothing is recorded at all.
    const RECORDS: bool = true;
}
