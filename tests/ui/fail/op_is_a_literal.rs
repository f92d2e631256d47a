use rina_trace::{span, traced};

const OP: &str = "db.query";

#[traced(op = OP)]
fn constant() {}

#[traced(op = "", name = "")]
fn empty() {}

#[traced(op = 1)]
fn number() {}

fn main() {
    constant();
    empty();
    number();
    span!(OP, "name");
    span!("", "name");
}
