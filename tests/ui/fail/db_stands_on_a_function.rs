use rina_trace::traced_db;

struct Users;

#[traced_db(system = "sqlite", query = "SELECT id FROM users")]
impl Users {
    fn all(&self) {}
}

fn main() {
    Users.all();
}
