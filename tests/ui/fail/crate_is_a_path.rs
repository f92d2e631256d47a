use rina_trace::traced;

#[traced(crate = "rina_trace")]
fn text() {}

fn main() {
    text();
}
