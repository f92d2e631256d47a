//! Functions with `#[traced_db]`, without a database.

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

#[traced_db(system = "redis", operation = "GET", collection = "carts", server = ("127.0.0.1", 6379).0)]
fn command() {}

#[traced_db(system = "redis", operation = operation)]
fn named_later(operation: &str) {}

#[traced_db(system = system)]
fn of_a_system(system: String) -> usize {
    system.len()
}

#[traced_db(
    system = "postgresql",
    query = "SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id IN (SELECT id FROM late)",
    operation = "REPORT",
    collection = table,
    name = "late orders"
)]
fn overridden(table: &str) {}

#[test]
fn words_of_ones_own_go_first() {
    assert_eq!(
        line(&capture(command)),
        "db.query \"GET carts\" db.operation.name=\"GET\" db.collection.name=\"carts\" server.address=\"127.0.0.1\"\n"
    );
    assert_eq!(line(&capture(|| named_later("HSET"))), "db.query \"HSET\" db.operation.name=\"HSET\"\n");
    assert_eq!(line(&capture(|| of_a_system("valkey".to_owned()))), "db.query \"valkey\"\n");
    let text = "SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id IN (SELECT id FROM late)";
    assert_eq!(
        line(&capture(|| overridden("all_orders"))),
        format!(
            "db.query \"late orders\" db.query.text=\"{text}\" db.query.summary=\"SELECT orders users SELECT late\" \
             db.operation.name=\"REPORT\" db.collection.name=\"all_orders\" db.query.tables=3 db.query.joins=1 \
             db.query.subqueries=1\n"
        )
    );
}

#[traced_db(system = "mongodb", query = r#"{"find": "users", "filter": {"email": "ada@example.com"}}"#)]
fn literal_command() {}

#[traced_db(system = "mongodb", query = command)]
fn mongo_command(command: String) -> usize {
    command.len()
}

#[test]
fn commands_of_mongodb_are_json() {
    let told = |command: &str, operation: &str| {
        let text = command.replace('"', "\\\"");
        format!(
            "db.query \"{text}\" db.query.text=\"{text}\" db.query.summary=\"{operation} users\" \
             db.operation.name=\"{operation}\" db.collection.name=\"users\"\n"
        )
    };
    let find = told(r#"{"find":"users","filter":{"email":"?"}}"#, "find");
    assert_eq!(line(&capture(literal_command)), find);
    let insert = told(r#"{"insert":"users","documents":[{"name":"?"}]}"#, "insert");
    let command = r#"{"insert": "users", "documents": [{"name": "Ada"}, {"name": "Grace"}]}"#;
    assert_eq!(line(&capture(|| mongo_command(command.to_owned()))), insert);
    assert_eq!(line(&capture(|| mongo_command("db.users.find()".to_owned()))), "db.query \"mongodb\"\n");
}

#[traced_db(system = "redis", query = command)]
fn of_redis(command: &str) {}

#[traced_db(system = "elasticsearch", query = r#"{"query": {"match": {"name": "Ada"}}}"#)]
fn of_elasticsearch() {}

#[test]
fn what_is_no_sql_is_told_without_its_values_too() {
    let told = |command| line(&capture(|| of_redis(command)));
    let get =
        "db.query \"GET ?\" db.query.text=\"GET ?\" db.query.summary=\"GET\" db.operation.name=\"GET\"\n";
    assert_eq!(told("GET cart:17"), get);
    assert_eq!(told("ada@example.com GET"), "db.query \"redis\"\n");
    let text = r#"{\"query\":{\"match\":{\"name\":\"?\"}}}"#;
    assert_eq!(line(&capture(of_elasticsearch)), format!("db.query \"{text}\" db.query.text=\"{text}\"\n"));
}

struct Pool;

impl PoolState for Pool {
    fn connections(&self) -> Option<u64> {
        Some(4)
    }

    fn idle_connections(&self) -> Option<u64> {
        Some(3)
    }
}

struct Database {
    pool: Pool,
}

impl Database {
    #[traced_db(system = "postgresql", query = "SELECT 1", pool = self.pool)]
    async fn ping(&self) {}
}

#[test]
fn a_pool_tells_how_it_is() {
    let traces = capture(|| block_on(Database { pool: Pool }.ping()));
    let of = |key: &str| value(&traces, &format!("db.client.connection.{key}"));
    assert_eq!((of("count").as_deref(), of("idle").as_deref(), of("max")), (Some("4"), Some("3"), None));
}

#[derive(Debug)]
struct Duplicate;

impl SpanError for Duplicate {
    fn span_status(&self) -> SpanStatus {
        SpanStatus::from_sqlstate("23505")
    }

    fn status_code(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some("23505".into())
    }

    fn error(&self) -> Option<&(dyn std::error::Error + '_)> {
        None
    }
}

#[traced_db(system = "postgresql", query = "INSERT INTO users (name) VALUES ($1)")]
fn duplicate() -> Result<(), Duplicate> {
    Err(Duplicate)
}

#[rina_trace::traced]
fn no_query() -> Result<(), Duplicate> {
    Err(Duplicate)
}

#[test]
fn an_error_says_its_code() {
    let traces = capture(duplicate);
    assert_eq!(traces.segments()[0].status(), SpanStatus::AlreadyExists);
    assert_eq!(value(&traces, "db.response.status_code").as_deref(), Some("23505"));
    let traces = capture(no_query);
    assert_eq!(traces.segments()[0].status(), SpanStatus::AlreadyExists);
    assert_eq!(value(&traces, "db.response.status_code"), None);
}

#[traced_db(system = "mysql", query = evaluated(), server = evaluated(), pool = {evaluated(); Pool}, parameters(x = evaluated()))]
fn counted() {}

fn evaluated() -> &'static str {
    panic!("evaluated for a span that nobody keeps")
}

#[test]
fn nothing_is_evaluated_for_a_span_that_is_not_kept() {
    let traces = capture_with(&Config::new().traces_sample_rate(0.0), counted);
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
}

#[traced_db(
    system = "sqlite",
    query = "SELECT * FROM users WHERE id = ? AND name = ?",
    parameters(id, name = %name, email = rina_trace::hash(name))
)]
fn with_parameters(id: u64, name: &str) {}

#[test]
fn parameters_are_recorded_only_where_they_may_be() {
    let recorded = |on| {
        let config = Config::new().traces_sample_rate(1.0).send_default_pii(on);
        line(&capture_with(&config, || with_parameters(17, "Ada")))
    };
    assert!(!recorded(false).contains("parameter"), "{}", recorded(false));
    let line = recorded(true);
    assert!(line.contains(" db.query.parameter.id=\"17\" db.query.parameter.name=\"Ada\" "), "{line}");
    assert!(line.contains(" db.query.parameter.email=\"hash:"), "{line}");
}

#[test]
fn the_sampler_sees_a_literal_query_by_its_text() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let names = std::sync::Arc::clone(&seen);
    let config = Config::new().traces_sampler(move |context| {
        names.lock().unwrap().push((context.op().to_owned(), context.name().to_owned()));
        Some(1.0)
    });
    capture_with(&config, || find(1));
    let name = "SELECT name FROM users WHERE id = ?".to_owned();
    assert_eq!(*seen.lock().unwrap(), [("db.query".to_owned(), name)]);
}
