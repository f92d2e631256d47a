use rina_trace::traced;

#[traced(smaple_rate = 0.5)]
fn near() {}

#[traced(colour = "red", data(a = 1))]
fn far() {}

fn main() {
    near();
    far();
}
