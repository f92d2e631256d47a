#![deny(deprecated)]

use rina_trace::{span, traced};

#[traced(name = "order 67e55044-10b1-426f-9247-bb680e5fe0c8")]
fn uuid() {}

#[traced(name = "job 9f86d081884c7d65")]
fn hexadecimal() {}

fn main() {
    uuid();
    hexadecimal();
    let _ = span!("http.client", "GET /users/42");
}
