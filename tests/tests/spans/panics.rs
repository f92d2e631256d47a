//! Panics: the spans they pass through end with `internal_error`, all others as they would have.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use rina_trace::testing::{capture, capture_async};
use rina_trace::{SpanStatus, current, span, traced};
use tokio::task::yield_now;

#[traced(name = "leaf")]
fn leaf() {}

#[traced(name = "broken")]
fn broken() {
    leaf();
    panic!("on purpose");
}

#[traced(name = "passes on")]
fn passes_on() {
    broken();
}

#[traced(name = "catcher")]
fn catcher() {
    catch_unwind(passes_on).unwrap_err();
    leaf();
}

#[test]
fn in_a_function() {
    insta::assert_snapshot!(capture(catcher), @r#"
    trace 1
    function "catcher"
    ├─ function "passes on" [internal_error]
    │  └─ function "broken" [internal_error]
    │     └─ function "leaf"
    └─ function "leaf"
    "#);
}

#[traced(name = "broken value")]
fn broken_value() -> Result<u32, String> {
    panic!("on purpose");
}

#[traced(name = "said")]
fn said() {
    current().set_status(SpanStatus::NotFound).set("key", 1);
    panic!("on purpose");
}

#[test]
fn goes_before_what_was_said_of_the_status() {
    let traces = capture(|| {
        catch_unwind(broken_value).unwrap_err();
        catch_unwind(said).unwrap_err();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "broken value" [internal_error]
    trace 2
    function "said" [internal_error] key=1
    "#);
}

#[traced(name = "broken")]
async fn broken_at_once() {
    panic!("on purpose");
}

#[traced(name = "broken")]
async fn broken_later() {
    yield_now().await;
    leaf();
    panic!("on purpose");
}

#[traced(name = "broken")]
fn broken_before_its_future() -> futures_util::future::BoxFuture<'static, ()> {
    panic!("on purpose");
}

#[traced(name = "catcher")]
async fn async_catcher() {
    AssertUnwindSafe(broken_at_once()).catch_unwind().await.unwrap_err();
    AssertUnwindSafe(broken_later()).catch_unwind().await.unwrap_err();
    catch_unwind(|| drop(broken_before_its_future())).unwrap_err();
    assert!(rina_trace::spawn(broken_later()).await.unwrap_err().is_panic());
    leaf();
}

#[tokio::test]
async fn in_a_future() {
    insta::assert_snapshot!(capture_async(async_catcher()).await, @r#"
    trace 1
    function "catcher"
    ├─ function "broken" [internal_error]
    ├─ function "broken" [internal_error]
    │  └─ function "leaf"
    ├─ function "broken" [internal_error]
    ├─ function "broken" [internal_error]
    │  └─ function "leaf"
    └─ function "leaf"
    "#);
}

struct Cleanup;

impl Drop for Cleanup {
    fn drop(&mut self) {
        leaf();
        drop(span!("function", "by hand"));
        cleanup_value().unwrap();
        async_leaf().now_or_never().unwrap();
    }
}

#[traced(name = "value")]
fn cleanup_value() -> Result<(), String> {
    Ok(())
}

#[traced(name = "async leaf")]
async fn async_leaf() {}

#[traced(name = "broken")]
fn broken_with_cleanup() {
    let _cleanup = Cleanup;
    panic!("on purpose");
}

#[test]
fn what_a_destructor_does_meanwhile_is_no_failure() {
    let traces = capture(|| catch_unwind(broken_with_cleanup).unwrap_err());
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "broken" [internal_error]
    ├─ function "leaf"
    ├─ function "by hand"
    ├─ function "value"
    └─ function "async leaf"
    "#);
}

#[traced(name = "scoped")]
fn scoped() {
    let span = span!("function", "by hand");
    span.in_scope(broken);
}

#[test]
fn through_a_span_by_hand() {
    let traces = capture(|| {
        catch_unwind(scoped).unwrap_err();
        assert!(!current().is_recording());
        leaf();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "scoped" [internal_error]
    └─ function "by hand" [internal_error]
       └─ function "broken" [internal_error]
          └─ function "leaf"
    trace 2
    function "leaf"
    "#);
}

#[tokio::test]
async fn in_a_spawned_task_ends_nothing_else() {
    let traces = capture_async(async {
        assert!(tokio::spawn(broken_later()).await.unwrap_err().is_panic());
        leaf();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "broken" [internal_error]
    └─ function "leaf"
    trace 2
    function "leaf"
    "#);
}
