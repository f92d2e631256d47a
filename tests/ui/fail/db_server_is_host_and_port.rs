use rina_trace::traced_db;

#[traced_db(system = "postgresql", query = "SELECT id FROM users", server = "postgres://ada:hunter2@db.example.com:5432/shop")]
fn url() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users", server = "db.example.com:post")]
fn port() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users", server = "db. example.com")]
fn blank() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users", server = "[::1]:5432")]
fn of_ipv6() {}

fn main() {
    url();
    port();
    blank();
    of_ipv6();
}
