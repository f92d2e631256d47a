use rina_trace::traced;

#[traced(op = "business")]
fn checkout() {}

fn main() {
    checkout();
}
