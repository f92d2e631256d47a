use rina_trace::{span, traced};

#[traced(op = "", name = "")]
fn empty() {}

fn main() {
    empty();
    let _ = span!("", "name");
}
