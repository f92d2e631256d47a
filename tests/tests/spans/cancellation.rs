//! Futures that do not come to their end.

use std::future::{Future, pending};
use std::pin::Pin;
use std::task::{Context, Waker};

use rina_trace::testing::{capture, capture_async};
use rina_trace::{InSpan, span, traced};
use tokio::task::yield_now;

#[traced(name = "leaf")]
fn leaf() {}

#[traced(name = "quick")]
async fn quick() {
    yield_now().await;
}

#[traced(name = "stuck")]
async fn stuck() {
    leaf();
    pending().await
}

#[traced(name = "stuck")]
fn stuck_boxed() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(pending())
}

#[traced(name = "race")]
async fn race() {
    tokio::select! {
        biased;
        () = quick() => {}
        () = stuck() => {}
    }
    leaf();
}

#[tokio::test]
async fn the_loser_of_a_race_is_cancelled() {
    insta::assert_snapshot!(capture_async(race()).await, @r#"
    trace 1
    function "race"
    ├─ function "quick"
    ├─ function "stuck" [cancelled]
    │  └─ function "leaf"
    └─ function "leaf"
    "#);
}

#[traced(name = "impatient")]
async fn impatient() {
    let short = std::time::Duration::from_millis(1);
    tokio::time::timeout(short, stuck()).await.unwrap_err();
    tokio::time::timeout(short, stuck_boxed()).await.unwrap_err();
    let by_hand = pending::<()>().in_span(span!("function", "by hand"));
    tokio::time::timeout(short, by_hand).await.unwrap_err();
}

#[tokio::test]
async fn what_ran_out_of_time_is_cancelled() {
    insta::assert_snapshot!(capture_async(impatient()).await, @r#"
    trace 1
    function "impatient"
    ├─ function "stuck" [cancelled]
    │  └─ function "leaf"
    ├─ function "stuck" [cancelled]
    └─ function "by hand" [cancelled]
    "#);
}

fn poll_once<F: Future>(future: Pin<&mut F>) {
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[traced(name = "maker")]
fn maker() {
    drop(stuck());
}

#[test]
fn a_future_that_was_never_polled_leaves_nothing() {
    insta::assert_snapshot!(capture(maker), @r#"
    trace 1
    function "maker"
    "#);
}

#[traced(name = "mover")]
fn mover() {
    let mut future = Box::pin(stuck());
    poll_once(future.as_mut());
    std::thread::spawn(move || drop(future)).join().unwrap();
    leaf();
}

#[test]
fn a_future_may_be_dropped_on_another_thread() {
    insta::assert_snapshot!(capture(mover), @r#"
    trace 1
    function "mover"
    ├─ function "stuck" [cancelled]
    │  └─ function "leaf"
    └─ function "leaf"
    "#);
}

#[test]
fn a_segment_may_be_cancelled_as_a_whole() {
    let traces = capture(|| {
        let mut future = Box::pin(stuck());
        poll_once(future.as_mut());
        std::thread::spawn(move || drop(future)).join().unwrap();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "stuck" [cancelled]
    └─ function "leaf"
    "#);
}

struct Cleanup;

impl Drop for Cleanup {
    fn drop(&mut self) {
        leaf();
    }
}

#[traced(name = "holder")]
async fn holder() {
    let _cleanup = Cleanup;
    stuck().await;
}

#[test]
fn what_a_cancelled_future_drops_is_within_its_span() {
    let traces = capture(|| {
        let mut future = Box::pin(holder());
        poll_once(future.as_mut());
        drop(future);
        leaf();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "holder" [cancelled]
    ├─ function "stuck" [cancelled]
    │  └─ function "leaf"
    └─ function "leaf"
    trace 2
    function "leaf"
    "#);
}

#[tokio::test]
async fn an_aborted_task_is_cancelled() {
    let traces = capture_async(async {
        let task = tokio::spawn(holder());
        yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "holder" [cancelled]
    ├─ function "stuck" [cancelled]
    │  └─ function "leaf"
    └─ function "leaf"
    "#);
}
