use rina_trace::traced_db;

struct Pool;

#[traced_db(system = "sqlite", query = "SELECT id FROM users", pool = pool)]
fn users(pool: &Pool) {}

fn main() {
    users(&Pool);
}
