//! Names that are few, and those of requests.
#![deny(deprecated)]

use rina_trace::{span, traced};

#[traced(op = "http.server", name = "GET /users/{id}")]
fn request() {}

#[traced(op = "db.query", name = "SELECT * FROM users WHERE id = 1 LIMIT 10")]
fn query() {}

#[traced(name = "encode utf-8 for v2")]
fn digits() {}

#[traced(name = format!("GET {route}"))]
fn made_when_called(route: &str) -> usize {
    route.len()
}

fn main() {
    request();
    query();
    digits();
    made_when_called("/users");
    let _ = span!("http.client", "POST https://api.example.com/v2/users");
}
