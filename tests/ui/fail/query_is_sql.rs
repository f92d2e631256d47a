use rina_trace::traced_db;

#[traced_db(system = "postgresql", query = "SELEC id FROM users")]
fn misspelt() {}

#[traced_db(system = "postgresql", query = "SELECT id FORM users WHERE id = $1")]
fn passes_for_a_name() {}

#[traced_db(system = "mysql", query = "
    SELECT id,
    FROM users
")]
fn comma() {}

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE age >")]
fn no_end() {}

#[traced_db(system = "postgresql", query = "INSERT INTO users (id) ($1)")]
fn no_values() {}

fn main() {
    misspelt();
    passes_for_a_name();
    comma();
    no_end();
    no_values();
}
