use rina_trace::traced_db;

#[traced_db(system = 5, query = 1, operation = true, namespace = 'x', server = 5432)]
fn literals() {}

struct Query;

#[traced_db(system = "sqlite", query = Query)]
fn of_a_type() {}

#[traced_db(system = "sqlite", query = "SELECT id FROM users", collection = id)]
fn a_number(id: u64) {}

fn main() {
    literals();
    of_a_type();
    a_number(1);
}
