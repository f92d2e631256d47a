use rina_trace::traced;

#[traced(data(score.accuracy = "high", db.query.parameter.limit = 10))]
fn find() {}

fn main() {
    find();
}
