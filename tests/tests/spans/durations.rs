//! A span lasts as long as the work, however the function returns its future or stream, and ends when that is
//! ready, not when somebody gets round to dropping it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{FutureExt, StreamExt};
use rina_trace::testing::{Traces, capture, capture_async};
use rina_trace::traced;

const SLEEP: Duration = Duration::from_millis(30);

async fn sleep() {
    tokio::time::sleep(SLEEP).await;
}

#[traced(name = "work")]
fn sync() {
    std::thread::sleep(SLEEP);
}

#[traced(name = "work")]
async fn async_fn() {
    sleep().await;
}

#[traced(name = "work")]
fn boxed_literal() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move { sleep().await })
}

#[traced(name = "work")]
fn boxed_by_method() -> BoxFuture<'static, ()> {
    async move { sleep().await }.boxed()
}

#[traced(name = "work")]
fn boxed_behind_let() -> BoxFuture<'static, ()> {
    let future = async move { sleep().await };
    Box::pin(future)
}

#[traced(name = "work")]
#[expect(clippy::manual_async_fn, reason = "the shape that is meant")]
fn opaque_block() -> impl Future<Output = ()> {
    async move { sleep().await }
}

#[traced(name = "work")]
fn opaque_delegating() -> impl Future<Output = ()> {
    sleep()
}

#[traced(name = "work")]
fn opaque_by_combinator() -> impl Future<Output = ()> {
    std::future::ready(()).then(|()| sleep())
}

fn ticks() -> impl Stream<Item = u32> {
    stream::iter(0..3).then(|tick| async move {
        sleep().await;
        tick
    })
}

#[traced(name = "work")]
fn opaque_stream() -> impl Stream<Item = u32> {
    ticks()
}

#[traced(name = "work")]
fn boxed_stream() -> BoxStream<'static, u32> {
    ticks().boxed()
}

#[traced(name = "hold")]
fn hold() {}

#[traced(name = "root")]
async fn root<F: Future>(make: impl FnOnce() -> F) {
    let mut future = Box::pin(make());
    future.as_mut().await;
    // The future is ready and there still.
    hold();
}

/// The work took at least so long, and was over before the future was dropped.
#[track_caller]
fn assert_lasted(traces: &Traces, least: Duration) {
    let [segment] = traces.segments() else { panic!("one segment, not\n{traces}") };
    let names: Vec<_> = segment.spans().map(|span| span.name()).collect();
    assert_eq!(names, ["work", "hold"], "in the order in which they finished");
    let work = segment.spans().next().unwrap();
    assert!(work.duration() >= least, "{:?}", work.duration());
    assert!(segment.duration() >= work.duration());
}

async fn assert_lasts<F: Future>(make: impl FnOnce() -> F) {
    assert_lasted(&capture_async(root(make)).await, SLEEP);
}

#[test]
fn a_function() {
    let traces = capture(|| {
        rina_trace::span!("function", "root").in_scope(|| {
            sync();
            hold();
        });
    });
    assert_lasted(&traces, SLEEP);
}

#[tokio::test]
async fn an_async_fn() {
    assert_lasts(async_fn).await;
}

#[tokio::test]
async fn a_boxed_future() {
    assert_lasts(boxed_literal).await;
    assert_lasts(boxed_by_method).await;
    assert_lasts(boxed_behind_let).await;
}

#[tokio::test]
async fn an_opaque_future() {
    assert_lasts(opaque_block).await;
    assert_lasts(opaque_delegating).await;
    assert_lasts(opaque_by_combinator).await;
}

#[traced(name = "root")]
async fn drain<S: Stream<Item = u32>>(make: impl FnOnce() -> S) {
    let mut stream = Box::pin(make());
    let items: Vec<_> = stream.by_ref().collect().await;
    assert_eq!(items, [0, 1, 2]);
    hold();
}

#[tokio::test]
async fn a_stream() {
    assert_lasted(&capture_async(drain(opaque_stream)).await, 3 * SLEEP);
    assert_lasted(&capture_async(drain(boxed_stream)).await, 3 * SLEEP);
}

#[tokio::test]
async fn a_span_by_hand_is_as_long_as_its_future() {
    use rina_trace::InSpan;
    assert_lasts(|| sleep().in_span(rina_trace::span!("function", "work"))).await;
}
