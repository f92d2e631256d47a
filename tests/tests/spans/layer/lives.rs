//! How long a span lasts, and where it is current: entered often, out of order, on several threads, in futures.

use std::sync::{Arc, Barrier};
use std::thread;

use rina_trace::testing::{capture_async, capture_with};
use rina_trace::tracing::SpanLayer;
use rina_trace::{Config, InSpan, current, traced};
use tracing::instrument::WithSubscriber;
use tracing::{Instrument, info_span, instrument};
use tracing_subscriber::layer::SubscriberExt;

use super::captured;

#[traced(name = "ours", data(n))]
fn ours(n: u32) {}

#[traced(name = "root")]
fn root<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[test]
fn a_span_is_entered_many_times() {
    let traces = captured(|| {
        root(|| {
            let span = info_span!("theirs");
            span.in_scope(|| ours(1));
            ours(2);
            span.in_scope(|| span.in_scope(|| ours(3)));
            ours(4);
        })
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    ├─ function "theirs"
    │  ├─ function "ours" n=1
    │  └─ function "ours" n=3
    ├─ function "ours" n=2
    └─ function "ours" n=4
    "#);
}

#[test]
fn guards_are_dropped_out_of_order() {
    let traces = captured(|| {
        root(|| {
            let (first, second) = (info_span!("first"), info_span!("second"));
            let first = first.enter();
            let second = second.enter();
            drop(first);
            ours(1);
            drop(second);
            ours(2);
        })
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    ├─ function "first"
    ├─ function "second"
    │  └─ function "ours" n=1
    └─ function "ours" n=2
    "#);
}

#[test]
fn a_guard_that_is_leaked_ends_with_the_function_it_was_leaked_in() {
    let traces = captured(|| {
        for _ in 0..1000 {
            root(|| std::mem::forget(info_span!("leaked").entered()));
        }
        assert!(current().trace_id().is_none());
        root(|| info_span!("theirs").in_scope(|| ours(1)));
    });
    let printed = traces.to_string();
    assert!(
        printed.contains("function \"root\"\n└─ function \"theirs\"\n   └─ function \"ours\" n=1\n"),
        "{printed}"
    );
}

#[test]
fn one_span_is_entered_on_two_threads_at_once() {
    let traces = captured(|| {
        root(|| {
            let (span, both) = (info_span!("theirs"), Arc::new(Barrier::new(2)));
            let subscriber = tracing::dispatcher::get_default(Clone::clone);
            let threads = [1, 2].map(|n| {
                let (span, both, subscriber) = (span.clone(), Arc::clone(&both), subscriber.clone());
                thread::spawn(move || {
                    tracing::dispatcher::with_default(&subscriber, || {
                        span.in_scope(|| {
                            both.wait();
                            ours(n);
                            both.wait();
                        });
                        assert!(current().trace_id().is_none());
                    });
                })
            });
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        })
    });
    let printed = traces.to_string();
    assert_eq!(printed.matches("\n   ├─ function \"ours\"").count(), 1, "{printed}");
    assert_eq!(printed.matches("\n   └─ function \"ours\"").count(), 1, "{printed}");
}

#[test]
fn a_span_lasts_until_it_is_closed() {
    let traces = captured(|| {
        root(|| {
            let span = info_span!("theirs");
            span.in_scope(|| ());
            let kept = span.clone();
            drop(span);
            ours(1);
            drop(kept);
        })
    });
    let spans: Vec<_> = traces.segments()[0].spans().map(|span| span.name().to_owned()).collect();
    assert_eq!(spans, ["ours", "theirs"], "in the order in which they ended");
}

#[test]
fn a_span_that_outlives_the_root_is_late() {
    let traces = captured(|| drop(root(|| info_span!("theirs"))));
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    trace 1, late, below function "root"
    function "theirs"
    "#);
}

#[instrument(skip_all)]
async fn instrumented(n: u32) {
    tokio::task::yield_now().await;
    ours(n);
    async_ours(n).await;
}

#[traced(name = "async ours", data(n))]
async fn async_ours(n: u32) {
    tokio::task::yield_now().await;
    ours(n);
}

#[traced(name = "async root")]
async fn async_root(f: impl AsyncFnOnce()) {
    f().await;
}

#[tokio::test]
async fn futures_are_instrumented() {
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
    let work = async_root(async || {
        // One that is called in the argument of `instrument` has its parent already.
        let called = async { async_ours(2).await }.instrument(info_span!("theirs"));
        futures_util::future::join(instrumented(1), called).await;
        ours(3);
    });
    insta::assert_snapshot!(capture_async(work.with_subscriber(subscriber)).await, @r#"
    trace 1
    function "async root"
    ├─ function "theirs"
    │  └─ function "async ours" n=2
    │     └─ function "ours" n=2
    ├─ function "instrumented"
    │  ├─ function "ours" n=1
    │  └─ function "async ours" n=1
    │     └─ function "ours" n=1
    └─ function "ours" n=3
    "#);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_carries_its_span() {
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
    let work = async_root(async || {
        let task = instrumented(1).instrument(info_span!("task")).with_current_subscriber();
        tokio::spawn(task).await.unwrap();
    });
    insta::assert_snapshot!(capture_async(work.with_subscriber(subscriber)).await, @r#"
    trace 1
    function "async root"
    └─ function "task"
       └─ function "instrumented"
          ├─ function "ours" n=1
          └─ function "async ours" n=1
             └─ function "ours" n=1
    "#);
}

#[tokio::test]
async fn ours_by_hand_and_theirs_nest() {
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
    let work = async_root(async || {
        instrumented(1).in_span(rina_trace::span!("function", "by hand")).await;
    });
    insta::assert_snapshot!(capture_async(work.with_subscriber(subscriber)).await, @r#"
    trace 1
    function "async root"
    └─ function "by hand"
       └─ function "instrumented"
          ├─ function "ours" n=1
          └─ function "async ours" n=1
             └─ function "ours" n=1
    "#);
}

#[test]
fn a_panic_within_a_span_marks_it() {
    let traces = captured(|| {
        let panicked =
            std::panic::catch_unwind(|| root(|| info_span!("theirs").in_scope(|| panic!("of a test"))));
        assert!(panicked.is_err());
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root" [internal_error]
    └─ function "theirs" [internal_error]
    "#);
}

#[test]
fn a_task_of_a_trace_that_is_not_sampled_is_in_it() {
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
    let traces = tracing::subscriber::with_default(subscriber, || {
        capture_with(&Config::new().traces_sample_rate(0.0), || {
            let (span, trace) = root(|| (info_span!("theirs"), current().trace_id()));
            assert!(trace.is_some());
            thread::scope(|scope| {
                let subscriber = tracing::dispatcher::get_default(Clone::clone);
                scope.spawn(move || {
                    tracing::dispatcher::with_default(&subscriber, || {
                        span.in_scope(|| {
                            assert_eq!(current().trace_id(), trace);
                            ours(1);
                        });
                    });
                });
            });
        })
    });
    assert_eq!((traces.segments().len(), traces.unsampled(), traces.unrecorded()), (0, 1, 0));
}
