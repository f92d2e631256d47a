use rina_trace::traced;

#[traced(op = "Order Placed")]
fn words() {}

#[traced(op = "business..checkout")]
fn dots() {}

fn main() {
    words();
    dots();
}
