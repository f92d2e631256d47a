use rina_trace::traced;

#[traced(op = "db.query" name = "find")]
fn between_arguments() {}

#[traced(data(a = 1 b = 2))]
fn between_fields() {}

fn main() {
    between_arguments();
    between_fields();
}
