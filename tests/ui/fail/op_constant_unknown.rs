use rina_trace::{op, traced};

#[traced(op = op::DB_QUREY)]
fn query() {}

fn main() {
    query();
}
