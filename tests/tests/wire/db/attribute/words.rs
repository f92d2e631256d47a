//! What else `#[traced_db]` says: its words, commands that are no SQL, pools, errors, parameters. Without a database.

use super::*;

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
