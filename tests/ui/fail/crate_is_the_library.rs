use rina_trace::traced;

#[traced(crate = nowhere)]
fn unknown() {}

fn main() {
    unknown();
}
