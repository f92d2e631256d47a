use rina_trace::{span, traced};

#[traced(smaple_rate = 0.5)]
fn near() {}

#[traced(colour = "red", data(a = 1))]
fn far() {}

#[traced("db.query")]
fn positional() {}

fn main() {
    near();
    far();
    positional();
    span!("db.query", "name", %name = 1);
}
