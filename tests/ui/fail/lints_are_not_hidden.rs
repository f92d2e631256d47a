#![deny(warnings, unused, dead_code, elided_lifetimes_in_paths)]

use rina_trace::traced;

#[traced]
fn unused_argument(guard: u8) {}

#[traced]
fn unused_argument_of_result(value: u8) -> Result<u8, ()> {
    let in_the_body = 1;
    Ok(1)
}

#[traced]
async fn unused_argument_of_future(asynchronous: u8, (left, right): (u8, u8)) -> u8 {
    let in_the_body = 1;
    left
}

#[traced]
fn unneeded_mut(mut guard: u8) -> u8 {
    guard
}

#[traced]
async fn unneeded_mut_of_future(mut asynchronous: u8) -> u8 {
    asynchronous
}

#[traced]
fn unreachable() -> Result<u8, ()> {
    return Ok(1);
    Ok(2)
}

#[traced]
async fn unreachable_of_future() -> u8 {
    return 1;
    2
}

#[traced]
#[must_use]
async fn must_use() -> u8 {
    1
}

#[traced]
fn never_called() {}

#[traced]
async fn never_called_future() {}

fn main() {
    unused_argument(1);
    let _ = unused_argument_of_result(1);
    let _ = unused_argument_of_future(1, (1, 2));
    unneeded_mut(1);
    let _ = unneeded_mut_of_future(1);
    let _ = unreachable();
    let _ = unreachable_of_future();
    must_use();
}
