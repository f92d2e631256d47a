//! Spans that outlive their segment: they are sent as follow-ups in the same trace.

use std::future::Future;
use std::sync::{Arc, Barrier};

use rina_trace::testing::{Traces, capture, capture_async, capture_with};
use rina_trace::{Config, Span, SpanStatus, Value, current, span, traced};
use tokio::sync::oneshot;

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[traced(name = "late", data(early = true))]
async fn late(go: oneshot::Receiver<()>) {
    leaf(1);
    go.await.unwrap();
    current().set("said", "late");
    leaf(2);
}

#[traced(name = "request")]
async fn request() -> (tokio::task::JoinHandle<()>, oneshot::Sender<()>) {
    let (go, gone) = oneshot::channel();
    let task = tokio::spawn(late(gone));
    tokio::task::yield_now().await;
    rina_trace::add_transaction_tags([("plan", "free")]);
    (task, go)
}

#[tokio::test]
async fn a_child_that_outlives_its_segment_follows_with_its_own_children() {
    let traces = capture_async(async {
        let (task, go) = request().await;
        go.send(()).unwrap();
        task.await.unwrap();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "request" #plan="free"
    ?─ function "leaf" n=1
    trace 1, late, below function "request"
    function "late" early=true said="late" #plan="free"
    └─ function "leaf" n=2
    "#);
}

/// Each of three spans holds the next one open; the first is below the root.
fn chain() -> (Span, [Span; 3]) {
    let root = span!("function", "root");
    let first = root.in_scope(|| span!("function", "first"));
    let second = first.in_scope(|| span!("function", "second"));
    let third = second.in_scope(|| span!("function", "third"));
    (root, [first, second, third])
}

#[test]
fn what_is_late_waits_for_a_late_parent() {
    let traces = capture(|| {
        let (root, [first, second, third]) = chain();
        drop(root);
        drop(third);
        second.set("said", 1).set_status(SpanStatus::Aborted);
        drop(second);
        drop(first);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    trace 1, late, below function "root"
    function "first"
    └─ function "second" [aborted] said=1
       └─ function "third"
    "#);
}

#[test]
fn what_is_later_than_its_late_parent_follows_that() {
    let traces = capture(|| {
        let (root, spans) = chain();
        drop(root);
        for span in spans {
            drop(span);
        }
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    trace 1, late, below function "root"
    function "first"
    trace 1, late, below function "first"
    function "second"
    trace 1, late, below function "second"
    function "third"
    "#);
}

#[test]
fn what_is_below_an_ended_span_does_not_wait_for_others() {
    let traces = capture(|| {
        let root = span!("function", "root");
        let [first, second, never] = root.in_scope(|| {
            let parent = span!("function", "parent");
            let first = parent.in_scope(|| span!("function", "first"));
            [first, span!("function", "second"), span!("function", "never")]
        });
        first.set("said", "in time");
        drop(root);
        first.set("said", "late").tag("plan", "free");
        drop(first);
        drop(second);
        std::mem::forget(never);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    └─ function "parent"
    trace 1, late, below function "parent"
    function "first" said="late" #plan="free"
    trace 1, late, below function "root"
    function "second"
    "#);
}

#[test]
fn what_was_said_in_time_about_a_late_span_goes_with_it() {
    let traces = capture(|| {
        let root = span!("function", "root");
        let late = root.in_scope(|| span!("function", "late", n = 1));
        late.set("said", "in time");
        root.set("own", true);
        drop(root);
        drop(late);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root" own=true
    trace 1, late, below function "root"
    function "late" n=1 said="in time"
    "#);
}

#[test]
fn a_thread_that_goes_on_after_its_segment() {
    let traces = capture(|| {
        let root = span!("function", "root");
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let thread = root.in_scope(|| {
            rina_trace::thread::spawn(move || {
                gone.recv().unwrap_err();
                leaf(1);
                leaf(2);
            })
        });
        drop(root);
        drop(go);
        thread.join().unwrap();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    trace 1, late, below function "root"
    function "leaf" n=1
    trace 1, late, below function "root"
    function "leaf" n=2
    "#);
}

const MAX_SPANS: usize = 50;

fn small(f: impl FnOnce()) -> Traces {
    capture_with(&Config::new().traces_sample_rate(1.0).max_spans(MAX_SPANS), f)
}

fn late_spans(traces: &Traces) -> usize {
    traces.segments().iter().skip(1).map(|segment| 1 + segment.spans().len()).sum()
}

#[test]
fn a_parent_that_never_ends_does_not_hold_its_children_for_ever() {
    let traces = small(|| {
        let root = span!("function", "root");
        let parent = root.in_scope(|| span!("function", "never"));
        drop(root);
        parent.in_scope(|| (0..1100).for_each(leaf));
        std::mem::forget(parent);
    });
    // At most `MAX_SPANS` wait for it; all others are out although it is open.
    let delivered = late_spans(&traces);
    assert!((1100 - MAX_SPANS..1100).contains(&delivered), "{delivered}");
}

#[test]
fn a_root_that_was_leaked_keeps_its_segment_open() {
    let traces = small(|| {
        let root = Box::pin(leaked());
        let mut root = std::mem::ManuallyDrop::new(root);
        let waker = std::task::Waker::noop();
        let poll = root.as_mut().poll(&mut std::task::Context::from_waker(waker));
        assert!(poll.is_pending());
    });
    insta::assert_snapshot!(traces, @"");
}

#[traced(name = "leaked")]
async fn leaked() {
    leaf(1);
    std::future::pending::<()>().await;
}

const THREADS: u32 = 4;
const LEAVES: u32 = 200;

#[test]
fn a_root_that_ends_in_the_middle_of_everything_loses_nothing() {
    let config = Config::new().traces_sample_rate(1.0).max_spans(10_000);
    let traces = capture_with(&config, || {
        let root = span!("function", "root");
        let barrier = Arc::new(Barrier::new(THREADS as usize + 1));
        let work = |thread: u32| {
            let barrier = Arc::clone(&barrier);
            root.in_scope(|| {
                rina_trace::thread::spawn(move || {
                    barrier.wait();
                    (thread * LEAVES..(thread + 1) * LEAVES).for_each(leaf);
                })
            })
        };
        let threads: Vec<_> = (0..THREADS).map(work).collect();
        barrier.wait();
        drop(root);
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let mut numbers: Vec<_> = traces.segments()[0].spans().map(|span| number(span.attributes())).collect();
    for late in traces.segments().iter().skip(1) {
        assert_eq!((late.trace_id(), late.spans().len()), (traces.segments()[0].trace_id(), 0));
        numbers.push(number(late.data()));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..i64::from(THREADS * LEAVES)).collect::<Vec<_>>(), "each is there once");
    assert_eq!(traces.unrecorded(), 0);
}

fn number<'a>(mut values: impl Iterator<Item = (&'a str, &'a Value)>) -> i64 {
    match values.next() {
        Some(("n", Value::Int(n))) => *n,
        other => panic!("{other:?}"),
    }
}
