use rina_trace::traced_db;

#[traced_db]
fn nothing() {}

#[traced_db(query = "SELECT id FROM users")]
fn no_system() {}

#[traced_db(system, query =, parameters = id)]
fn no_values() {}

fn main() {
    nothing();
    no_system();
    no_values();
}
