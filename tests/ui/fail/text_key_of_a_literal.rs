use rina_trace::traced;

#[traced(data(db.query.text = 1, db.namespace = -1.5, user.id = true))]
fn find() {}

fn main() {
    find();
}
