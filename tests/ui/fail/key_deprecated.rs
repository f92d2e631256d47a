#![deny(deprecated)]

use rina_trace::{span, traced};

#[traced(data(db.statement = "SELECT 1", "http.method" = "GET"))]
fn find() {}

fn main() {
    find();
    let _ = span!("db.query", "find", db.system = "postgresql");
}
