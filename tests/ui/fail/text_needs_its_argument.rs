use rina_trace::traced;

#[traced("db.query")]
fn positional() {}

fn main() {
    positional();
}
