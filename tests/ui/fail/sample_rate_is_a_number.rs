use rina_trace::traced;

#[traced(sample_rate = "1.0")]
fn text() {}

#[traced(sample_rate = true)]
fn boolean() {}

const RATE: f32 = 0.5;

#[traced(sample_rate = RATE)]
fn of_another_type() {}

fn main() {
    text();
    boolean();
    of_another_type();
}
