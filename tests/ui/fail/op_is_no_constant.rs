use rina_trace::{Op, traced};

#[traced(op = op)]
fn query(op: Op) -> Op {
    op
}

fn main() {
    query(rina_trace::op::DB_QUERY);
}
