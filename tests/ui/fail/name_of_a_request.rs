#![deny(deprecated)]

use rina_trace::{span, traced};

#[traced(op = "http.server", name = "list users")]
fn list() {}

fn main() {
    list();
    let _ = span!("http.client", "/users");
}
