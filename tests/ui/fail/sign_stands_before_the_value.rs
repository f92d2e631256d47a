use rina_trace::{span, traced};

#[traced(data(%user.id = id))]
fn find(id: u8) -> u8 {
    id
}

fn main() {
    find(1);
    let _ = span!("cache.get", "get", ?key = 1);
}
