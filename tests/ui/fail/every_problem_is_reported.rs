use rina_trace::traced;

#[traced(op = "db.query", nmae = "find", op = "db", sample_rate = 10, data(idd, name))]
fn find(id: u64) -> u64 {
    id
}

fn main() {
    // `find` is still there: its caller adds no second error.
    let _: u64 = find(1);
}
