use rina_trace::{span, traced};

const OP: &str = "db.query";

#[traced(op = OP)]
fn query() {}

fn main() {
    query();
    let _ = span!(OP, "name");
}
