use rina_trace::traced;

#[traced(op = "shipping.label")]
fn of_the_project() {}

#[traced(op = "shipping")]
fn without_a_dot() {}

fn main() {
    of_the_project();
    without_a_dot();
}
