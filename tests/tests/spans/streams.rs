//! Spans of streams: from the call until the last item, current at each poll.

use std::pin::pin;

use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use rina_trace::testing::capture_async;
use rina_trace::{InSpan, in_current_span, span, traced};

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) -> u32 {
    n
}

#[traced(name = "numbers", data(count))]
fn numbers(count: u32) -> impl Stream<Item = u32> {
    leaf(0);
    stream::iter(1..=count).then(|n| async move {
        tokio::task::yield_now().await;
        leaf(n)
    })
}

#[traced(name = "numbers")]
fn boxed() -> BoxStream<'static, u32> {
    stream::iter([7]).map(leaf).boxed()
}

#[traced(name = "reader")]
async fn reader() {
    assert_eq!(numbers(2).collect::<Vec<_>>().await, [1, 2]);
    leaf(3);
    assert_eq!(boxed().collect::<Vec<_>>().await, [7]);
}

#[tokio::test]
async fn from_the_call_to_the_last_item() {
    insta::assert_snapshot!(capture_async(reader()).await, @r#"
    trace 1
    function "reader"
    ├─ function "numbers" count=2
    │  ├─ function "leaf" n=0
    │  ├─ function "leaf" n=1
    │  └─ function "leaf" n=2
    ├─ function "leaf" n=3
    └─ function "numbers"
       └─ function "leaf" n=7
    "#);
}

#[traced(name = "reader")]
async fn gives_up() {
    let mut stream = Box::pin(numbers(3));
    assert_eq!(stream.next().await, Some(1));
    drop(stream);
    leaf(9);
}

#[tokio::test]
async fn dropped_half_way_it_is_cancelled() {
    insta::assert_snapshot!(capture_async(gives_up()).await, @r#"
    trace 1
    function "reader"
    ├─ function "numbers" [cancelled] count=3
    │  ├─ function "leaf" n=0
    │  └─ function "leaf" n=1
    └─ function "leaf" n=9
    "#);
}

#[traced(name = "lines")]
fn lines() -> impl Stream<Item = Result<u32, std::fmt::Error>> {
    stream::iter([Ok(1), Err(std::fmt::Error), Ok(2)])
}

#[traced(name = "lines", err = ignore)]
fn ignored() -> impl Stream<Item = Result<u32, std::fmt::Error>> {
    stream::iter([Err(std::fmt::Error)])
}

#[tokio::test]
async fn an_err_among_the_items_marks_the_span() {
    let traces = capture_async(async {
        assert_eq!(lines().collect::<Vec<_>>().await.len(), 3);
        assert_eq!(ignored().collect::<Vec<_>>().await.len(), 1);
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "lines" [internal_error] error.type="core::fmt::Error"
    trace 2
    function "lines"
    "#);
}

#[tokio::test]
async fn given_up_at_an_err_it_is_cancelled_and_names_the_error() {
    let traces = capture_async(async {
        lines().try_collect::<Vec<_>>().await.unwrap_err();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "lines" [cancelled] error.type="core::fmt::Error"
    "#);
}

#[traced(name = "reader")]
async fn by_hand() {
    let items = stream::iter([1, 2]).map(leaf).in_span(span!("function", "by hand"));
    assert_eq!(items.collect::<Vec<_>>().await, [1, 2]);
    let half = stream::iter([3, 4]).map(leaf).in_span(span!("function", "by hand"));
    assert_eq!(pin!(half).next().await, Some(3));
    let task = tokio::spawn(in_current_span(stream::iter([5]).map(leaf)).collect::<Vec<_>>());
    assert_eq!(task.await.unwrap(), [5]);
}

#[tokio::test]
async fn a_stream_takes_a_span_along() {
    insta::assert_snapshot!(capture_async(by_hand()).await, @r#"
    trace 1
    function "reader"
    ├─ function "by hand"
    │  ├─ function "leaf" n=1
    │  └─ function "leaf" n=2
    ├─ function "by hand" [cancelled]
    │  └─ function "leaf" n=3
    └─ function "leaf" n=5
    "#);
}
