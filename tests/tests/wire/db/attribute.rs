//! Functions with `#[traced_db]`, without a database.

mod words;

use std::fmt;

use futures_util::{Stream, StreamExt, stream};
use rina_trace::db::{PoolState, RowCount, Rows};
use rina_trace::testing::{capture, capture_with};
use rina_trace::{Config, SpanError, SpanStatus, traced_db};

use super::{line, value};
use crate::edge::block_on;

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

struct User;

#[traced_db(
    system = "postgresql",
    query = "SELECT id, name FROM users WHERE active = $1",
    namespace = "shop",
    server = "db.example.com:5432"
)]
fn active(count: usize) -> Result<Vec<User>, Refused> {
    if count > 2 { Err(Refused) } else { Ok((0..count).map(|_| User).collect()) }
}

const ACTIVE: &str = "db.query \"SELECT id, name FROM users WHERE active = $1\"";
const ASKED: &str = "db.namespace=\"shop\" db.query.text=\"SELECT id, name FROM users WHERE active = $1\" \
                     db.query.summary=\"SELECT users\" db.operation.name=\"SELECT\" db.collection.name=\"users\" \
                     server.address=\"db.example.com\" server.port=5432";

#[test]
fn a_literal_query_is_known_when_the_program_is_compiled() {
    assert_eq!(line(&capture(|| active(2))), format!("{ACTIVE} {ASKED} db.response.returned_rows=2\n"));
    assert_eq!(line(&capture(|| active(3))), format!("{ACTIVE} [internal_error] {ASKED}\n"));
}

#[test]
fn the_function_is_told() {
    let traces = capture(|| active(1));
    let here = |key| value(&traces, key).unwrap();
    assert_eq!(here("code.function.name"), "wire::db::attribute::active");
    assert!(here("code.file.path").ends_with("wire/db/attribute.rs"));
    let line: usize = here("code.line.number").parse().unwrap();
    let source = include_str!("attribute.rs").lines().nth(line - 1).unwrap();
    assert!(source.starts_with("fn active("), "{source}");
    assert_eq!(here("db.system.name"), "postgresql");
}

#[traced_db(system = "postgresql", query = query)]
fn dynamic(query: &str) -> usize {
    query.len()
}

#[test]
fn a_text_of_run_time_is_told_without_its_values() {
    for _ in 0..2 {
        assert_eq!(
            line(&capture(|| dynamic(
                "SELECT * FROM users WHERE email = 'ada@example.com' -- by ada\n AND id = 17"
            ))),
            "db.query \"SELECT * FROM users WHERE email = ? AND id = ?\" \
             db.query.text=\"SELECT * FROM users WHERE email = ? AND id = ?\" db.query.summary=\"SELECT users\" \
             db.operation.name=\"SELECT\" db.collection.name=\"users\"\n"
        );
    }
}

#[test]
fn what_cannot_be_read_is_not_told() {
    for (query, told) in [
        ("SELECT * FROM users WHERE name = 'O'Brien'", "db.query \"SELECT\" db.operation.name=\"SELECT\"\n"),
        ("  delete FROM users WHERE x = 'hunter2", "db.query \"DELETE\" db.operation.name=\"DELETE\"\n"),
        ("hunter2 'x", "db.query \"postgresql\"\n"),
    ] {
        assert_eq!(line(&capture(|| dynamic(query))), told, "{query}");
    }
}

#[test]
fn a_text_that_is_too_long_is_not_read() {
    let query = format!("SELECT * FROM users WHERE id IN ({})", "'hunter2',".repeat(40_000));
    let line = line(&capture(|| dynamic(&query)));
    assert_eq!(line, "db.query \"SELECT\" db.operation.name=\"SELECT\"\n");
}

#[test]
fn so_many_texts_that_not_all_are_remembered_are_told_all_the_same() {
    let traces = capture(|| {
        for table in 0..3000 {
            dynamic(&format!("SELECT * FROM t{table} WHERE id = 17"));
        }
    });
    for (table, segment) in traces.segments().iter().enumerate() {
        assert_eq!(segment.name(), format!("SELECT * FROM t{table} WHERE id = ?"));
    }
    assert_eq!(traces.segments().len(), 3000);
}

#[traced_db(system = "mysql", query = "INSERT INTO users (name) VALUES (?), (?)", rows = |n| *n, parameters(name))]
fn insert(name: &str) -> Result<u32, Refused> {
    Ok(name.len() as u32)
}

#[traced_db(system = "mysql", query = query, rows = |n| RowCount::Affected(*n))]
fn insert_made(query: String) -> Result<u64, Refused> {
    Ok(query.len() as u64)
}

#[traced_db(system = "sqlite", query = "SELECT count(*) FROM users")]
fn count() -> u64 {
    17
}

#[test]
fn a_number_counts_rows_only_if_that_is_said() {
    let traces = capture(|| insert("ab"));
    assert_eq!(value(&traces, "db.response.affected_rows").as_deref(), Some("2"));
    assert_eq!(value(&traces, "db.response.returned_rows"), None);
    let traces = capture(|| insert_made("INSERT INTO t VALUES (1)".to_owned()));
    assert_eq!(value(&traces, "db.response.affected_rows").as_deref(), Some("24"));
    let line = line(&capture(count));
    assert!(!line.contains("rows"), "{line}");
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users WHERE id = ?")]
fn find(id: u64) -> Result<Option<String>, Refused> {
    Ok((id > 0).then(|| "Ada".to_owned()))
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users")]
async fn borrowed(names: &[String]) -> &[String] {
    names
}

struct Page(u64);

impl Rows for Page {
    fn rows(&self) -> RowCount {
        RowCount::Affected(self.0)
    }
}

#[traced_db(system = "sqlite", query = "UPDATE users SET seen = 1")]
fn page() -> impl Future<Output = Result<Page, Refused>> {
    std::future::ready(Ok(Page(3)))
}

#[test]
fn rows_are_found_by_the_type_of_the_value() {
    let returned = |traces| value(&traces, "db.response.returned_rows");
    assert_eq!(returned(capture(|| find(0))).as_deref(), Some("0"));
    assert_eq!(returned(capture(|| find(1))).as_deref(), Some("1"));
    let names = ["a".to_owned(), "b".to_owned()];
    assert_eq!(
        returned(capture(|| {
            block_on(borrowed(&names));
        }))
        .as_deref(),
        Some("2")
    );
    let traces = capture(|| block_on(page()).map(|page| page.0));
    assert_eq!(value(&traces, "db.response.affected_rows").as_deref(), Some("3"));
}

#[traced_db(system = "sqlite", query = "SELECT id FROM users")]
fn ids(to: u64) -> impl Stream<Item = Result<u64, Refused>> {
    stream::iter((0..to).map(|id| if id == 3 { Err(Refused) } else { Ok(id) }))
}

#[traced_db(system = "sqlite", query = "SELECT id FROM users", rows = |chunk| chunk.len())]
fn chunks() -> impl Stream<Item = Vec<u64>> {
    stream::iter([vec![1, 2], vec![3]])
}

#[test]
fn the_items_of_a_stream_are_its_rows() {
    let read = |to, take| {
        let traces = capture(|| block_on(ids(to).take(take).count()));
        let segment = &traces.segments()[0];
        (value(&traces, "db.response.returned_rows").unwrap(), segment.status())
    };
    assert_eq!(read(3, 9), ("3".to_owned(), SpanStatus::Ok));
    // One of them is an error.
    assert_eq!(read(5, 9), ("4".to_owned(), SpanStatus::InternalError));
    // The reader has had enough.
    assert_eq!(read(3, 2), ("2".to_owned(), SpanStatus::Cancelled));
    let traces = capture(|| block_on(chunks().count()));
    assert_eq!(line(&traces).matches("db.response.returned_rows=").count(), 1);
    assert_eq!(value(&traces, "db.response.returned_rows").as_deref(), Some("3"));
}
