//! A full segment, and many tasks that record into one.

use std::collections::{HashMap, HashSet};

use rina_trace::testing::{Traces, capture_async, capture_with};
use rina_trace::{Config, Value, traced};

#[traced(name = "leaf", data(n))]
fn leaf(n: usize) {
    let _ = n;
}

#[traced(name = "many")]
fn many(count: usize) {
    for n in 0..count {
        leaf(n);
    }
}

fn full(max_spans: usize, count: usize) -> Traces {
    capture_with(&Config::new().traces_sample_rate(1.0).max_spans(max_spans), || many(count))
}

#[test]
fn what_is_beyond_the_limit_is_counted() {
    insta::assert_snapshot!(full(3, 5), @r#"
    trace 1
    function "many" (+2 spans not kept)
    ├─ function "leaf" n=0
    ├─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
    insta::assert_snapshot!(full(0, 2), @r#"
    trace 1
    function "many" (+2 spans not kept)
    "#);
}

#[test]
fn the_limit_holds_for_many_handed_over_at_once() {
    for count in [99, 100, 101, 300] {
        let traces = full(100, count);
        let lost = count.saturating_sub(100);
        let tree = traces.to_string();
        assert_eq!(traces.segments()[0].spans().len(), count.min(100));
        let said = if lost > 0 { format!("(+{lost} spans not kept)") } else { "function".to_owned() };
        assert!(tree.contains(&said), "{said} in\n{tree}");
        // The values stay with their spans.
        for (n, span) in traces.segments()[0].spans().enumerate() {
            assert_eq!(span.attributes().next(), Some(("n", &Value::Int(n as i64))));
        }
    }
}

/// Says something, waits and says something again.
#[traced(name = "waits", data(n))]
async fn waits(n: usize) {
    tokio::task::yield_now().await;
    rina_trace::current().set("n", n + 1);
}

#[traced(name = "many", ok(done = |done: &usize| *done))]
async fn many_of_both(count: usize) -> usize {
    for n in 0..count {
        leaf(n);
        waits(n).await;
    }
    count
}

#[tokio::test]
async fn what_is_said_about_spans_that_are_not_kept_takes_no_room() {
    const COUNT: usize = 20_000;
    let config = Config::new().traces_sample_rate(1.0).max_spans(2);
    let traces = rina_trace::testing::capture_async_with(&config, many_of_both(COUNT)).await;
    let expected = format!(
        "trace 1\nfunction \"many\" done={COUNT} (+{} spans not kept)\n\
         ├─ function \"leaf\" n=0\n└─ function \"waits\" n=1\n",
        2 * COUNT - 2
    );
    assert_eq!(traces.to_string(), expected);
}

const TASKS: usize = 8;
const CHILDREN: usize = 125;

#[traced(name = "step", data(n))]
async fn step(n: usize) {
    if n.is_multiple_of(3) {
        tokio::task::yield_now().await;
    }
    rina_trace::current().set("said", n);
}

#[traced(name = "worker", data(n))]
async fn worker(n: usize) {
    for child in 0..CHILDREN {
        let n = n * CHILDREN + child;
        if child % 2 == 0 { step(n).await } else { leaf(n) }
    }
}

#[traced(name = "stress")]
async fn stress() {
    let tasks: Vec<_> = (0..TASKS).map(|n| tokio::spawn(worker(n))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_record_into_one_segment() {
    let config = Config::new().traces_sample_rate(1.0).max_spans(2 * TASKS * CHILDREN);
    let traces = rina_trace::testing::capture_async_with(&config, stress()).await;
    let [segment] = traces.segments() else { panic!("{} segments", traces.segments().len()) };
    assert_eq!((segment.spans().len(), traces.unrecorded()), (TASKS + TASKS * CHILDREN, 0));
    let number = |span: &rina_trace::SpanView<'_>| match span.attributes().next() {
        Some(("n", Value::Int(n))) => *n as usize,
        other => panic!("{other:?}"),
    };
    let workers: HashMap<_, _> = (segment.spans())
        .filter(|span| span.name() == "worker")
        .map(|span| (span.id(), number(&span)))
        .collect();
    assert_eq!(workers.len(), TASKS);
    let mut seen = HashSet::new();
    for span in segment.spans().filter(|span| span.name() != "worker") {
        let n = number(&span);
        assert!(seen.insert(n), "{n} is there twice");
        assert_eq!(workers.get(&span.parent_id().unwrap()), Some(&(n / CHILDREN)));
        let said = span.attributes().nth(1).map(|(key, value)| (key, value.clone()));
        assert_eq!(said, (span.name() == "step").then_some(("said", Value::Int(n as i64))));
    }
    assert_eq!(seen.len(), TASKS * CHILDREN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captures_at_the_same_time_stay_apart() {
    let captures: Vec<_> =
        (0..4).map(|n| tokio::spawn(async move { (n, capture_async(worker(n)).await) })).collect();
    for capture in captures {
        let (n, traces) = capture.await.unwrap();
        let [segment] = traces.segments() else { panic!("one segment, not\n{traces}") };
        assert_eq!(segment.data().next(), Some(("n", &Value::Int(n as i64))));
        assert_eq!(segment.spans().len(), CHILDREN);
    }
}
