use rina_trace::{span, traced};

#[traced(op = 1)]
fn number() {}

#[traced(op = format!("db.{}", "query"))]
fn made_when_called() {}

fn main() {
    number();
    made_when_called();
    let _ = span!(1 + 1, "name");
}
