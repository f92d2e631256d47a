//! Literals that are no values of anybody, and statements that only their database knows.
#![deny(warnings)]

use rina_trace::traced_db;

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE state = 'active' AND kind IN ('admin', 'oauth2') LIMIT 10")]
fn words() {}

#[traced_db(system = "postgresql", query = "SELECT to_char(at, 'YYYY-MM-DD'), data->>'user 1' FROM t WHERE at > now() - interval '1 day'")]
fn formats() {}

#[traced_db(system = "mysql", query = "INSERT INTO t (a, b) VALUES (?, 0) ON DUPLICATE KEY UPDATE b = VALUES(b) + 1")]
fn numbers() {}

#[traced_db(system = "sqlite", query = "PRAGMA application_id = 12345678")]
fn settings() {}

#[traced_db(system = "postgresql", query = "CREATE VIEW v AS SELECT id FROM users WHERE city = 'New York'")]
fn where_nothing_is_bound() {}

#[traced_db(system = "postgresql", query = "SELECT id FROM t WHERE data ? 'key' AND a = %(name)s FOR UPDATE SKIP LOCKED")]
fn operators_and_placeholders_of_drivers() {}

#[traced_db(system = "redis", query = "SET user:1 \"it's (")]
fn no_sql() {}

const UNUSUAL: &str = "SELECT id FORM users WHERE email = 'ada@example.com'";

#[traced_db(system = "postgresql", query = UNUSUAL)]
fn constant() {}

fn main() {
    words();
    formats();
    numbers();
    settings();
    where_nothing_is_bound();
    operators_and_placeholders_of_drivers();
    no_sql();
    constant();
}
