use rina_trace::{span, traced};

#[traced(op = "db.qurey")]
fn query() {}

#[traced(op = "cache.gte")]
fn of_a_known_category() {}

fn main() {
    query();
    of_a_known_category();
    let _ = span!("htpp.client", "GET /");
}
