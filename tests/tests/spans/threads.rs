//! Spans on threads: a thread continues where it was spawned by our helpers, and starts with nothing by itself.

use std::sync::{Arc, Barrier};
use std::thread;

use rina_trace::testing::{capture, capture_async};
use rina_trace::{Span, bind, current, span, traced};

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[traced(name = "leaf", data(n))]
async fn async_leaf(n: u32) {
    tokio::task::yield_now().await;
}

#[traced(name = "spawner")]
fn spawner() {
    rina_trace::thread::spawn(|| leaf(1)).join().unwrap();
}

#[traced(name = "spawner")]
fn binder() {
    let work = bind(leaf);
    thread::spawn(move || work(2)).join().unwrap();
}

#[test]
fn our_helpers_take_the_span_along() {
    let traces = capture(|| {
        spawner();
        binder();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "spawner"
    └─ function "leaf" n=1
    trace 2
    function "spawner"
    └─ function "leaf" n=2
    "#);
}

#[traced(name = "spawner")]
fn bare_spawner() {
    let seen = thread::spawn(|| {
        leaf(1);
        (current().trace_id(), current().is_recording())
    });
    assert_eq!(seen.join().unwrap(), (None, false));
    leaf(2);
}

#[test]
fn a_fresh_thread_has_no_parent() {
    insta::assert_snapshot!(capture(bare_spawner), @r#"
    trace 1
    function "spawner"
    └─ function "leaf" n=2
    "#);
}

#[traced(name = "blocker")]
fn blocker() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime().block_on(async_leaf(1));
    let other = rina_trace::thread::spawn(move || runtime().block_on(async_leaf(2)));
    other.join().unwrap();
    leaf(3);
}

#[test]
fn a_runtime_within_a_span_is_within_the_span() {
    insta::assert_snapshot!(capture(blocker), @r#"
    trace 1
    function "blocker"
    ├─ function "leaf" n=1
    ├─ function "leaf" n=2
    └─ function "leaf" n=3
    "#);
}

#[traced(name = "outer")]
async fn around_a_runtime() {
    let inner = rina_trace::spawn_blocking(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async_leaf(1));
        leaf(2);
    });
    inner.await.unwrap();
}

#[tokio::test]
async fn a_runtime_within_a_task_is_within_its_span() {
    insta::assert_snapshot!(capture_async(around_a_runtime()).await, @r#"
    trace 1
    function "outer"
    ├─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

#[test]
fn a_span_is_entered_on_two_threads_at_once() {
    let traces = capture(|| {
        let span = Arc::new(span!("function", "shared"));
        let (theirs, both) = (Arc::clone(&span), Arc::new(Barrier::new(2)));
        let barrier = Arc::clone(&both);
        let thread = thread::spawn(move || {
            theirs.in_scope(|| {
                barrier.wait();
                leaf(1);
                barrier.wait();
                assert_eq!(current().span_id(), theirs.id());
            });
            assert_eq!(current().span_id(), None);
        });
        span.in_scope(|| {
            both.wait();
            both.wait();
            leaf(2);
            assert_eq!(current().span_id(), span.id());
        });
        assert_eq!(current().span_id(), None);
        thread.join().unwrap();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "shared"
    ├─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

#[test]
fn a_root_that_ends_on_a_thread_within_it_takes_all_along() {
    let traces = capture(|| {
        let root = Arc::new(span!("function", "root"));
        let theirs = Arc::clone(&root);
        let (send, receive) = std::sync::mpsc::channel::<()>();
        let thread = root.in_scope(|| {
            rina_trace::thread::spawn(move || {
                leaf(1);
                // A follow-up would not have it.
                rina_trace::add_transaction_data("is_whole", true);
                receive.recv().unwrap_err();
                drop::<Arc<Span>>(theirs);
            })
        });
        drop(root);
        drop(send);
        thread.join().unwrap();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root" is_whole=true
    └─ function "leaf" n=1
    "#);
}

#[test]
fn two_captures_stay_apart() {
    let barrier = Arc::new(Barrier::new(2));
    let one = |n: u32| {
        let barrier = Arc::clone(&barrier);
        thread::spawn(move || {
            let traces = capture(|| {
                for _ in 0..10 {
                    barrier.wait();
                    leaf(n);
                }
            });
            let values = traces
                .segments()
                .iter()
                .flat_map(|segment| segment.data().map(|(_, value)| value.to_string()).collect::<Vec<_>>());
            values.collect::<Vec<_>>()
        })
    };
    let (first, second) = (one(1), one(2));
    assert_eq!(first.join().unwrap(), ["1"; 10]);
    assert_eq!(second.join().unwrap(), ["2"; 10]);
}
