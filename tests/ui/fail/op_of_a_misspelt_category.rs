use rina_trace::traced;

#[traced(op = "busines.checkout")]
fn checkout() {}

fn main() {
    checkout();
}
