use rina_trace::traced_db;

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE email = 'ada@example.com' AND org = $1")]
fn compared() {}

#[traced_db(system = "mysql", query = "SELECT id FROM users WHERE name = \"Ada Lovelace\" AND zip IN ('10115', '10117')")]
fn listed() {}

#[traced_db(system = "sqlite", query = "INSERT INTO users (name, phone) VALUES ('Ada L.', '555 0100'), ('Alan T.', '555 0101')")]
fn stored() {}

#[traced_db(system = "postgresql", query = "UPDATE users SET born = '1815-12-10' WHERE id = $1")]
fn set() {}

#[traced_db(system = "postgresql", query = "SELECT find_order('0b5dc8a6-9b2f-4c3e-8d1f-2a6b7c8d9e0f')")]
fn given() {}

fn main() {
    compared();
    listed();
    stored();
    set();
    given();
}
