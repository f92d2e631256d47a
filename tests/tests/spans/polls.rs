//! What a future says and leaves behind, at its first poll and between polls.

use rina_trace::testing::{Traces, capture_async};
use rina_trace::{current, span, traced};
use tokio::task::yield_now;

#[traced(name = "root")]
async fn root(polls: u32) {
    let _ = told(polls).await;
    leaves_a_guard(polls).await;
    leaf();
}

/// The body speaks after the signature, so its word holds; what comes out stands behind both.
#[traced(name = "told", data(a = 1, b = "kept"), ok(c = |c: &u32| *c))]
async fn told(polls: u32) -> Result<u32, String> {
    current().set("a", 2);
    for _ in 0..polls {
        yield_now().await;
    }
    Ok(3)
}

/// A guard that is never dropped is current for the rest of the poll, and no longer.
#[traced(name = "leaves a guard")]
async fn leaves_a_guard(polls: u32) {
    {
        let left = span!("function", "left");
        std::mem::forget(left.enter());
        leaf();
    }
    for _ in 0..polls {
        yield_now().await;
    }
}

#[traced(name = "leaf")]
fn leaf() {}

async fn traces(polls: u32) -> Traces {
    capture_async(root(polls)).await
}

#[tokio::test]
async fn a_future_says_the_same_however_often_it_is_polled() {
    insta::assert_snapshot!(traces(0).await, @r#"
    trace 1
    function "root"
    ├─ function "told" a=2 b="kept" c=3
    ├─ function "leaves a guard"
    │  └─ function "left"
    │     └─ function "leaf"
    └─ function "leaf"
    "#);
    let ready = traces(0).await.to_string();
    for polls in [1, 2] {
        assert_eq!(traces(polls).await.to_string(), ready);
    }
}
