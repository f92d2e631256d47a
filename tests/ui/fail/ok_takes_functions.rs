use rina_trace::traced;

#[traced(ok(items))]
fn bare(items: Vec<u8>) -> Vec<u8> {
    items
}

#[traced(ok(count = 1))]
fn value() -> u8 {
    1
}

#[traced(ok(count = |a, b| a))]
fn two_arguments() -> u8 {
    1
}

fn main() {
    bare(Vec::new());
    value();
    two_arguments();
}
