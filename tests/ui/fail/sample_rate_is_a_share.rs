use rina_trace::traced;

#[traced(sample_rate = 10)]
fn percent() {}

#[traced(sample_rate = -0.5)]
fn negative() {}

#[traced(sample_rate = "1.0")]
fn text() {}

const RATE: f32 = 0.5;

#[traced(sample_rate = RATE)]
fn of_another_type() {}

fn main() {
    percent();
    negative();
    text();
    of_another_type();
}
