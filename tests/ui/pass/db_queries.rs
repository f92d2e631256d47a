//! What is right is not complained about: constants, formats, harmless literals, systems of one's own.
#![deny(warnings)]

use std::borrow::Cow;

use rina_trace::traced_db;

const QUERY: &str = "SELECT id FROM users WHERE email = 'ada@example.com'";

#[traced_db(system = "postgresql", query = QUERY)]
fn constant() {}

#[traced_db(system = "postgresql", query = format!("SELECT id FROM {table}"))]
fn made(table: &str) {}

#[traced_db(system = "postgresql", query = query, operation = String::from("SELECT"), collection = Cow::Borrowed("users"))]
fn given(query: Box<str>) {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE deleted = false AND age > 17 LIMIT 10")]
fn harmless() {}

#[traced_db(system = "ourdb", operation = "LOOKUP", server = "db.internal")]
fn of_our_own() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM users", server = std::net::SocketAddr::from(([127, 0, 0, 1], 5432)))]
fn at_an_address() {}

fn main() {
    constant();
    made("users");
    given("SELECT id FROM users".into());
    harmless();
    of_our_own();
    at_an_address();
}
