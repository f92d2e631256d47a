use rina_trace::{span, traced};

#[traced(data(id, "id" = 2), tags(plan = "a", plan = "b"), ok(rows = |r| *r, rows = |r| *r))]
fn find(id: u8) -> u8 {
    id
}

fn main() {
    find(1);
    let _ = span!("cache.get", "get", user.id = "a", "user.id" = "b");
}
