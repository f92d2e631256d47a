//! Spans that outlive their segment: they are sent as follow-ups in the same trace.

use rina_trace::testing::{Traces, capture, capture_async, capture_with};
use rina_trace::{Config, Span, SpanStatus, current, span, traced};
use tokio::sync::oneshot;

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[traced(name = "late")]
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
    function "late" said="late" #plan="free"
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
    let mut delivered_while_open = 0;
    let traces = small(|| {
        let inner = small(|| {
            let root = span!("function", "root");
            let parent = root.in_scope(|| span!("function", "never"));
            drop(root);
            parent.in_scope(|| {
                for n in 0..1100 {
                    leaf(n);
                }
            });
            std::mem::forget(parent);
        });
        delivered_while_open = late_spans(&inner);
    });
    assert!(traces.segments().is_empty(), "they belong to the inner capture");
    // At most `MAX_SPANS` wait at any time; all others are out although their parent is open.
    assert!((1100 - MAX_SPANS..=1100).contains(&delivered_while_open), "{delivered_while_open}");
}

#[test]
fn late_children_go_out_when_nobody_can_end_their_parent_any_more() {
    let traces = small(|| {
        let (root, [first, second, third]) = chain();
        drop(root);
        drop(third);
        // Dropped in a thread that is at its end, or leaked and found: the last holder is gone.
        drop((first, second));
    });
    assert_eq!(late_spans(&traces), 3);
    assert!(traces.segments().iter().all(|segment| segment.trace_id() == traces.segments()[0].trace_id()));
}
