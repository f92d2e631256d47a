//! The attribute adds no lint: this file compiles with all of them denied. That it hides none is in `ui`.

#![deny(warnings, unused, clippy::all, clippy::pedantic)]
#![deny(
    rust_2018_idioms,
    rust_2021_incompatible_closure_captures,
    single_use_lifetimes,
    unused_qualifications,
    unreachable_pub
)]
#![deny(clippy::used_underscore_binding, clippy::redundant_locals, clippy::items_after_statements)]
#![deny(clippy::print_stdout, clippy::manual_async_fn, clippy::let_unit_value, clippy::needless_return)]

use std::num::ParseIntError;

use rina_trace::{span, traced};

#[traced]
fn empty() {}

#[traced(op = "business.one", data(number), tags(number), ok(number = |r| r.len()))]
fn everything(number: u8, _kept: u8, mut text: String) -> Result<String, ParseIntError> {
    const SUFFIX: &str = "!";
    let _: u8 = text.parse()?;
    text.push_str(SUFFIX);
    Ok(text + &number.to_string())
}

#[traced(data(number), ok(number = |r| *r))]
async fn asynchronous(
    number: u8,
    _unused: String,
    (left, _): (u8, u8),
    mut text: String,
) -> Result<u8, String> {
    const SUFFIX: &str = "!";
    text.push_str(SUFFIX);
    tokio::task::yield_now().await;
    if number == 0 {
        return Err(text);
    }
    Ok(number + left)
}

#[traced]
async fn unit() {
    tokio::task::yield_now().await;
}

#[traced]
async fn early(number: u8) {
    if number > 1 {
        return;
    }
    tokio::task::yield_now().await;
}

#[traced]
fn guard_with_items() -> u8 {
    const ONE: u8 = 1;
    ONE
}

#[traced]
fn diverges() -> Result<u8, ParseIntError> {
    loop {
        if let Ok(number) = "1".parse() {
            return Ok(number);
        }
    }
}

#[traced]
fn boxed(number: u8) -> futures_util::future::BoxFuture<'static, Result<u8, String>> {
    Box::pin(async move { asynchronous(number, String::new(), (1, 2), String::new()).await })
}

#[traced]
#[expect(clippy::manual_async_fn, reason = "the shape that is meant")]
fn opaque(number: u8) -> impl Future<Output = Result<u8, String>> {
    async move { asynchronous(number, String::new(), (1, 2), String::new()).await }
}

#[derive(Debug, Clone)]
struct Counter {
    count: u8,
    text: String,
}

#[traced(tags(kind = "counter"))]
impl Counter {
    fn shared(&self) -> Result<u8, ParseIntError> {
        self.text.parse().map(|number: u8| number + self.count)
    }

    fn consumed(self) -> Result<String, ParseIntError> {
        let _: u8 = self.text.parse()?;
        Ok(self.text)
    }

    async fn asynchronous(mut self, add: u8) -> u8 {
        tokio::task::yield_now().await;
        self.count += add;
        self.count
    }
}

use std::future::Future;

#[test]
fn they_run_too() {
    let counter = Counter { count: 1, text: "1".to_owned() };
    empty();
    span!("cache.lookup", "by hand", count = counter.count);
    assert_eq!(everything(1, 2, "3".to_owned()).as_deref(), Ok("3!1"));
    assert_eq!((guard_with_items(), diverges()), (1, Ok(1)));
    assert_eq!((counter.shared(), counter.clone().consumed()), (Ok(2), Ok("1".to_owned())));
    crate::run(async {
        unit().await;
        early(2).await;
        assert_eq!((boxed(1).await, opaque(2).await), (Ok(2), Ok(3)));
        assert_eq!(counter.asynchronous(1).await, 2);
    });
}
