//! What a future says and leaves behind, at its first poll and between polls.

use rina_trace::testing::{Traces, capture_async, capture_async_with};
use rina_trace::{Config, current, span, traced};
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

#[traced(name = "left out", sample_rate = 0.0)]
async fn left_out(polls: u32) {
    let _ = told(polls).await;
    leaves_a_guard(polls).await;
    if polls > 1 {
        std::future::pending::<()>().await;
    }
}

/// Not sampled, it is current all the same while it runs, and not for what comes behind it on the thread: not between its
/// polls, not once it has ended or was dropped.
#[tokio::test]
async fn what_is_not_sampled_is_left_at_each_poll() {
    for polls in 0..3 {
        let config = Config::new().traces_sample_rate(1.0);
        let traces = capture_async_with(&config, async {
            tokio::select! {
                biased;
                () = left_out(polls) => {}
                () = async {
                    for _ in 0..8 {
                        leaf();
                        yield_now().await;
                    }
                } => {}
            }
            leaf();
        });
        let traces = traces.await;
        let names: Vec<_> = traces.segments().iter().map(|segment| segment.name().to_owned()).collect();
        assert!(names.iter().all(|name| name == "leaf"), "{names:?}");
        // The first poll of the second is behind the first's.
        assert_eq!((names.len(), traces.unsampled()), ([1, 3, 9][polls as usize], 1), "{polls} polls");
    }
}
