//! Guards of entered spans in the wrong order, leaked, and held across an `await`.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use rina_trace::testing::{capture, capture_async};
use rina_trace::{Span, current, in_current_span, span, traced};
use tokio::task::{LocalSet, yield_now};

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[traced(name = "outer")]
fn out_of_order() {
    let (first, second) = (span!("function", "first"), span!("function", "second"));
    let first_guard = first.enter();
    let second_guard = second.enter();
    drop(first_guard);
    leaf(1);
    drop(second_guard);
    leaf(2);
}

#[test]
fn guards_may_be_dropped_out_of_order() {
    insta::assert_snapshot!(capture(out_of_order), @r#"
    trace 1
    function "outer"
    ├─ function "first"
    ├─ function "second"
    │  └─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

#[traced(name = "callee")]
fn takes_a_guard(guard: rina_trace::Entered<'_>) {
    leaf(1);
    drop(guard);
    leaf(2);
}

#[traced(name = "outer")]
fn gives_a_guard() {
    let span = span!("function", "entered");
    takes_a_guard(span.enter());
    leaf(3);
}

#[test]
fn a_guard_may_be_dropped_in_a_call_within_it() {
    insta::assert_snapshot!(capture(gives_a_guard), @r#"
    trace 1
    function "outer"
    ├─ function "entered"
    │  └─ function "callee"
    │     ├─ function "leaf" n=1
    │     └─ function "leaf" n=2
    └─ function "leaf" n=3
    "#);
}

#[traced(name = "leaker")]
fn leaker() {
    let span = span!("function", "entered");
    std::mem::forget(span.enter());
    leaf(1);
}

#[traced(name = "outer")]
fn around_a_leaker() {
    leaker();
    leaf(2);
}

#[test]
fn a_leaked_guard_does_not_outlive_the_function_it_was_made_in() {
    let traces = capture(|| {
        around_a_leaker();
        assert!(!current().is_recording());
        leaf(3);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "outer"
    ├─ function "leaker"
    │  └─ function "entered"
    │     └─ function "leaf" n=1
    └─ function "leaf" n=2
    trace 2
    function "leaf" n=3
    "#);
}

#[test]
fn a_root_whose_guard_was_leaked_is_sent_when_it_ends() {
    let traces = capture(|| {
        let root = span!("function", "root");
        std::mem::forget(root.enter());
        leaf(1);
        // A follow-up would not have it.
        rina_trace::add_transaction_data("is_whole", true);
        drop(root);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root" is_whole=true
    └─ function "leaf" n=1
    "#);
}

/// What the lint against it is about, done all the same.
async fn holds_a_guard() {
    let span = span!("function", "held");
    let guard = span.enter();
    leaf(1);
    yield_now().await;
    // The span is not current any more: the task was left in between.
    leaf(2);
    drop(guard);
    leaf(3);
}

#[traced(name = "other")]
async fn other() {
    leaf(4);
    yield_now().await;
    leaf(5);
}

#[traced(name = "local")]
async fn local() {
    LocalSet::new()
        .run_until(async {
            let holder = tokio::task::spawn_local(in_current_span(holds_a_guard()));
            let other = tokio::task::spawn_local(other());
            let (own, bare) = (current().span_id(), tokio::task::spawn_local(async { current().span_id() }));
            holder.await.unwrap();
            other.await.unwrap();
            // What the set runs in, not what a task before it entered.
            assert_eq!(bare.await.unwrap(), own);
        })
        .await;
    leaf(6);
}

#[tokio::test]
async fn a_guard_across_an_await_does_not_leak_into_other_tasks() {
    insta::assert_snapshot!(capture_async(local()).await, @r#"
    trace 1
    function "local"
    ├─ function "held"
    │  └─ function "leaf" n=1
    ├─ function "other"
    │  ├─ function "leaf" n=4
    │  └─ function "leaf" n=5
    ├─ function "leaf" n=2
    ├─ function "leaf" n=3
    └─ function "leaf" n=6
    "#);
}

#[traced(name = "holder")]
async fn holder() {
    holds_a_guard().await;
}

#[test]
fn a_guard_across_an_await_is_not_current_between_the_polls_of_a_root() {
    let polls_by_hand = || {
        let (mut holder, mut context) = (pin!(holder()), Context::from_waker(Waker::noop()));
        assert!(holder.as_mut().poll(&mut context).is_pending());
        assert_eq!(current().span_id(), None);
        leaf(4);
        assert!(holder.as_mut().poll(&mut context).is_ready());
        leaf(5);
    };
    insta::assert_snapshot!(capture(polls_by_hand), @r#"
    trace 1
    function "holder"
    ├─ function "held"
    │  └─ function "leaf" n=1
    ├─ function "leaf" n=2
    └─ function "leaf" n=3
    trace 2
    function "leaf" n=4
    trace 3
    function "leaf" n=5
    "#);
}

struct Connection {
    _span: Span,
}

#[traced(name = "opener")]
fn opener() -> Connection {
    let span = span!("function", "connection");
    span.set("state", "open");
    Connection { _span: span }
}

#[traced(name = "outer")]
fn keeps_a_span() {
    let connection = opener();
    leaf(1);
    drop(connection);
    leaf(2);
}

#[test]
fn a_span_lives_in_a_value_and_is_current_nowhere() {
    let traces = capture(keeps_a_span);
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "outer"
    ├─ function "opener"
    │  └─ function "connection" state="open"
    ├─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
    let ended: Vec<_> = traces.segments()[0].spans().map(|span| span.name()).collect();
    assert_eq!(ended, ["opener", "leaf", "connection", "leaf"]);
}

#[traced(name = "re-entered")]
fn enters_again() {
    let span = span!("function", "entered");
    span.in_scope(|| span.in_scope(|| leaf(1)));
    leaf(2);
    span.in_scope(|| leaf(3));
}

#[test]
fn a_span_may_be_entered_again() {
    insta::assert_snapshot!(capture(enters_again), @r#"
    trace 1
    function "re-entered"
    ├─ function "entered"
    │  ├─ function "leaf" n=1
    │  └─ function "leaf" n=3
    └─ function "leaf" n=2
    "#);
}

/// Enters a span of another segment for ever, and says something after that.
#[traced(name = "leaves", ok(n = |n: &u32| *n))]
fn leaves(other: &Span) -> u32 {
    std::mem::forget(other.enter());
    leaf(1);
    7
}

#[traced(name = "leaves", ok(n = |n: &u32| *n))]
async fn async_leaves(other: &Span) -> u32 {
    std::mem::forget(other.enter());
    leaf(1);
    7
}

#[tokio::test]
async fn what_is_said_at_the_end_is_the_function_s_own_whatever_it_has_left() {
    const EXPECTED: &str =
        "trace 1\nfunction \"other\"\n└─ function \"leaf\" n=1\ntrace 2\nfunction \"leaves\" n=7\n";
    let traces = capture(|| {
        let other = span!("function", "other");
        leaves(&other);
    });
    assert_eq!(traces.to_string(), EXPECTED);
    let traces = capture_async(async {
        let other = span!("function", "other");
        async_leaves(&other).await;
    })
    .await;
    assert_eq!(traces.to_string(), EXPECTED);
}
