use rina_trace::traced_db;

#[traced_db(system = "postgres", query = "SELECT id FROM users")]
fn called_so() {}

#[traced_db(system = "postgre", query = "SELECT id FROM users")]
fn cut() {}

#[traced_db(system = "SQLite", query = "SELECT id FROM users")]
fn in_capitals() {}

#[traced_db(system = "mysqll", query = "SELECT id FROM users")]
fn misspelt() {}

#[traced_db(system = "mssql", query = "SELECT id FROM users")]
fn of_a_company() {}

#[traced_db(system = "", operation = "GET")]
fn empty() {}

fn main() {
    called_so();
    cut();
    in_capitals();
    misspelt();
    of_a_company();
    empty();
}
