use rina_trace::traced_db;

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE name = 'Ada")]
fn quote() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE name = 'O'Brien'")]
fn quote_in_a_word() {}

#[traced_db(system = "other_sql", query = r"SELECT id FROM users WHERE name = 'O\'Brien'")]
fn backslash() {}

#[traced_db(system = "sqlite", query = "
    SELECT count(id
    FROM users
")]
fn parenthesis() {}

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE (a = ? OR b = ?))")]
fn another_parenthesis() {}

#[traced_db(system = "mysql", query = "SELECT id /* the key FROM users")]
fn comment() {}

#[traced_db(system = "mysql", query = "-- SELECT id FROM users")]
fn nothing() {}

fn main() {
    quote();
    quote_in_a_word();
    backslash();
    parenthesis();
    another_parenthesis();
    comment();
    nothing();
}
