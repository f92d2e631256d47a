#![deny(deprecated)]

use std::future::{Future, ready};

use rina_trace::traced;

#[traced(op = "db.redis")]
fn guard() {}

#[traced(op = "db.redis")]
fn value() -> Result<(), ()> {
    Ok(())
}

#[traced(op = "db.redis")]
async fn asynchronous() {}

#[traced(op = "db.redis")]
fn deferred() -> impl Future<Output = ()> {
    ready(())
}

fn main() {
    guard();
    let _ = (value(), asynchronous(), deferred());
}
