use rina_trace::span;

fn main() {
    span!("db.query");
    span!("db.query", key = 1);
    span!();
}
