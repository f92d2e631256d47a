//! Calls within calls: functions, futures, methods, traits.

use std::future::Future;

use rina_trace::testing::{capture, capture_async};
use rina_trace::traced;

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) -> u32 {
    n
}

#[traced(name = "branch")]
fn branch() -> u32 {
    leaf(1) + leaf(2)
}

#[traced(name = "tree")]
fn tree() -> u32 {
    branch() + leaf(3)
}

#[test]
fn functions_nest() {
    insta::assert_snapshot!(capture(tree), @r#"
    trace 1
    function "tree"
    ├─ function "branch"
    │  ├─ function "leaf" n=1
    │  └─ function "leaf" n=2
    └─ function "leaf" n=3
    "#);
}

#[traced(name = "async leaf", data(n))]
async fn async_leaf(n: u32) -> u32 {
    tokio::task::yield_now().await;
    leaf(n)
}

#[traced(name = "async tree")]
async fn async_tree() -> u32 {
    let first = async_leaf(1).await;
    first + leaf(2) + async_leaf(3).await
}

#[tokio::test]
async fn futures_nest_with_functions() {
    insta::assert_snapshot!(capture_async(async_tree()).await, @r#"
    trace 1
    function "async tree"
    ├─ function "async leaf" n=1
    │  └─ function "leaf" n=1
    ├─ function "leaf" n=2
    └─ function "async leaf" n=3
       └─ function "leaf" n=3
    "#);
}

#[traced(name = "deferred")]
fn deferred() -> impl Future<Output = u32> {
    leaf(1);
    async { leaf(2) }
}

#[tokio::test]
async fn what_a_function_does_before_it_returns_its_future_is_within_its_span() {
    insta::assert_snapshot!(capture_async(async { deferred().await }).await, @r#"
    trace 1
    function "deferred"
    ├─ function "leaf" n=1
    └─ function "leaf" n=2
    "#);
}

#[traced(name = "caller")]
async fn caller() {
    let future = async_leaf(1);
    tree();
    future.await;
}

#[tokio::test]
async fn a_future_is_below_what_it_was_made_in_and_begins_when_it_is_polled() {
    insta::assert_snapshot!(capture_async(caller()).await, @r#"
    trace 1
    function "caller"
    ├─ function "tree"
    │  ├─ function "branch"
    │  │  ├─ function "leaf" n=1
    │  │  └─ function "leaf" n=2
    │  └─ function "leaf" n=3
    └─ function "async leaf" n=1
       └─ function "leaf" n=1
    "#);
}

#[test]
fn each_call_from_outside_is_a_trace_of_its_own() {
    let traces = capture(|| {
        leaf(1);
        leaf(2);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "leaf" n=1
    trace 2
    function "leaf" n=2
    "#);
}

#[test]
fn without_arguments_the_name_is_the_path() {
    #[traced]
    fn plain() {}
    insta::assert_snapshot!(capture(plain), @r#"
    trace 1
    function "spans::nesting::plain"
    "#);
}

trait Shape {
    fn area(&self) -> u32;
    fn doubled(&self) -> u32;
}

struct Square(u32);

#[traced(op = "function")]
impl Square {
    fn new(side: u32) -> Self {
        Self(side)
    }

    #[traced(name = "side")]
    fn side(&self) -> u32 {
        self.0
    }

    #[traced(skip)]
    fn quiet(&self) -> u32 {
        self.side()
    }

    async fn later(&self) -> u32 {
        tokio::task::yield_now().await;
        self.quiet()
    }
}

#[traced]
impl Shape for Square {
    fn area(&self) -> u32 {
        self.side() * self.side()
    }

    fn doubled(&self) -> u32 {
        2 * self.area()
    }
}

#[traced]
trait Greeter {
    fn name(&self) -> String;

    fn greet(&self) -> String {
        format!("hello {}", self.name())
    }
}

impl Greeter for Square {
    #[traced(name = "Square::name")]
    fn name(&self) -> String {
        "square".to_owned()
    }
}

#[tokio::test]
async fn blocks_trace_their_methods() {
    let traces = capture_async(async {
        let square = Square::new(2);
        assert_eq!(square.doubled(), 8);
        assert_eq!(square.later().await, 2);
        assert_eq!(square.greet(), "hello square");
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "spans::nesting::Square::new"
    trace 2
    function "spans::nesting::Square::doubled"
    └─ function "spans::nesting::Square::area"
       ├─ function "side"
       └─ function "side"
    trace 3
    function "spans::nesting::Square::later"
    └─ function "side"
    trace 4
    function "spans::nesting::Greeter::greet"
    └─ function "Square::name"
    "#);
}
