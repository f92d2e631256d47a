use rina_trace::{span, traced};

#[traced(name = 1)]
fn number() {}

#[traced(name = id)]
fn argument(id: u8) -> u8 {
    id
}

fn main() {
    number();
    argument(1);
    let _ = span!("cache.get", 1);
}
