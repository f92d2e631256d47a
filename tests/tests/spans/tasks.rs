//! Spans in tasks: the parent goes with the future, by our helpers or because the future was made in the span.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rina_trace::testing::capture_async;
use rina_trace::{in_current_span, traced};
use tokio::task::{JoinSet, LocalSet, yield_now};

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[traced(name = "child", data(n))]
async fn child(n: u32) {
    yield_now().await;
    leaf(n);
}

#[traced(name = "spawner")]
async fn spawn() {
    rina_trace::spawn(async {
        yield_now().await;
        leaf(1);
        child(2).await;
    })
    .await
    .unwrap();
    rina_trace::spawn_blocking(|| leaf(3)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_helpers_take_the_span_along() {
    insta::assert_snapshot!(capture_async(spawn()).await, @r#"
    trace 1
    function "spawner"
    ├─ function "leaf" n=1
    ├─ function "child" n=2
    │  └─ function "leaf" n=2
    └─ function "leaf" n=3
    "#);
}

#[traced(name = "spawner")]
async fn bare_spawn() {
    tokio::spawn(child(1)).await.unwrap();
    tokio::spawn(in_current_span(async { leaf(2) })).await.unwrap();
    // Nothing tells this task where it comes from.
    tokio::spawn(async { leaf(3) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_future_that_is_spawned_has_its_parent_already() {
    let traces = capture_async(bare_spawn()).await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "spawner"
    ├─ function "child" n=1
    │  └─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

#[traced(name = "set")]
async fn join_set() {
    let mut set = JoinSet::new();
    for n in 1..=3 {
        set.spawn(child(n));
        // One after the other, so that the tree has an order.
        set.join_next().await.unwrap().unwrap();
    }
    set.spawn(in_current_span(async { leaf(4) }));
    set.join_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_join_set_of_children() {
    insta::assert_snapshot!(capture_async(join_set()).await, @r#"
    trace 1
    function "set"
    ├─ function "child" n=1
    │  └─ function "leaf" n=1
    ├─ function "child" n=2
    │  └─ function "leaf" n=2
    ├─ function "child" n=3
    │  └─ function "leaf" n=3
    └─ function "leaf" n=4
    "#);
}

#[traced(name = "joiner")]
async fn joiner() {
    tokio::join!(child(1), child(2), async {
        yield_now().await;
        child(3).await;
    });
    let mut children: FuturesUnordered<_> = (4..=5).map(child).collect();
    while children.next().await.is_some() {}
}

#[tokio::test]
async fn what_runs_at_the_same_time_is_side_by_side() {
    let traces = capture_async(joiner()).await;
    let mut lines: Vec<_> = traces.to_string().lines().map(str::to_owned).collect();
    // Which of an unordered set is polled first is nobody's promise.
    lines[6..].sort();
    insta::assert_snapshot!(traces.to_string().lines().take(8).collect::<Vec<_>>().join("\n"), @r#"
    trace 1
    function "joiner"
    ├─ function "child" n=1
    │  └─ function "leaf" n=1
    ├─ function "child" n=2
    │  └─ function "leaf" n=2
    ├─ function "child" n=3
    │  └─ function "leaf" n=3
    "#);
    let segment = &traces.segments()[0];
    let root = segment.spans().filter(|span| span.name() == "child").map(|span| span.parent_id());
    let parents: std::collections::HashSet<_> = root.collect();
    assert_eq!((segment.spans().len(), parents.len()), (10, 1));
}

#[traced(name = "local")]
async fn local() {
    LocalSet::new()
        .run_until(async {
            let task = tokio::task::spawn_local(child(1));
            let other = tokio::task::spawn_local(in_current_span(async {
                yield_now().await;
                leaf(2);
            }));
            task.await.unwrap();
            other.await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn tasks_of_a_local_set() {
    insta::assert_snapshot!(capture_async(local()).await, @r#"
    trace 1
    function "local"
    ├─ function "child" n=1
    │  └─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

struct Cleanup;

impl Drop for Cleanup {
    fn drop(&mut self) {
        leaf(9);
    }
}

#[traced(name = "aborter")]
async fn aborter() {
    let task = rina_trace::spawn(async {
        let _cleanup = Cleanup;
        std::future::pending::<()>().await;
    });
    yield_now().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn what_an_aborted_task_drops_is_in_its_span() {
    insta::assert_snapshot!(capture_async(aborter()).await, @r#"
    trace 1
    function "aborter"
    └─ function "leaf" n=9
    "#);
}

#[tokio::test]
async fn a_capture_sees_what_it_spawns_where_no_span_is_open() {
    let traces = capture_async(async {
        rina_trace::spawn(child(1)).await.unwrap();
        rina_trace::spawn(async { leaf(2) }).await.unwrap();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "child" n=1
    └─ function "leaf" n=1
    trace 2
    function "leaf" n=2
    "#);
}
