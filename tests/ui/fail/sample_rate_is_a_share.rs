use rina_trace::traced;

#[traced(sample_rate = 10)]
fn percent() {}

#[traced(sample_rate = -0.5)]
fn negative() {}

fn main() {
    percent();
    negative();
}
