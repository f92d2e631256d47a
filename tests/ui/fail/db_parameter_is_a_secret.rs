use rina_trace::traced_db;

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE password = ?", parameters(password))]
fn bare(password: &str) {}

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE password = ?", parameters(password = hash(password)))]
fn hashed(password: &str) {}

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE id = ?", parameters(ids))]
fn no_argument(id: u64) {}

fn main() {
    bare("x");
    hashed("x");
    no_argument(1);
}
