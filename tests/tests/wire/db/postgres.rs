//! PostgreSQL through sqlx: rows, errors, and waiting for a connection.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use rina_trace::testing::{Traces, capture_async};
use rina_trace::{db, traced_db};
use sqlx::postgres::{PgPoolOptions, PgQueryResult, PgRow};
use sqlx::{PgPool, Row};

use super::server::postgres;
use super::{line, value};
use crate::edge::block_on;

/// Runs `ask` with a pool on a schema of its own; nothing, where there is no server.
fn asking(connections: u32, ask: impl AsyncFnOnce(&PgPool)) {
    let Some(options) = postgres() else { return };
    block_on(async {
        static SCHEMAS: AtomicU32 = AtomicU32::new(0);
        let schema = format!("s{}", SCHEMAS.fetch_add(1, Ordering::Relaxed));
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.options([("search_path", &schema)]))
            .await
            .unwrap();
        sqlx::raw_sql(&format!(
            "CREATE SCHEMA {schema}; CREATE TABLE users (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
        ))
        .execute(&pool)
        .await
        .unwrap();
        ask(&pool).await;
        pool.close().await;
    });
}

#[traced_db(
    system = "postgresql",
    query = "INSERT INTO users (id, name) VALUES ($1, $2)",
    server = "127.0.0.1",
    parameters(id, name),
    err = capture
)]
async fn insert(pool: &PgPool, id: i64, name: &str) -> Result<PgQueryResult, sqlx::Error> {
    sqlx::query("INSERT INTO users (id, name) VALUES ($1, $2)").bind(id).bind(name).execute(pool).await
}

#[traced_db(system = "postgresql", query = "SELECT * FROM users WHERE id < $1")]
async fn below(pool: &PgPool, id: i64) -> sqlx::Result<Vec<PgRow>> {
    sqlx::query("SELECT * FROM users WHERE id < $1").bind(id).fetch_all(pool).await
}

#[traced_db(system = "postgresql", query = "SELECT name FROM users WHERE id = $1")]
async fn name(pool: &PgPool, id: i64) -> sqlx::Result<Option<PgRow>> {
    sqlx::query("SELECT name FROM users WHERE id = $1").bind(id).fetch_optional(pool).await
}

#[traced_db(system = "postgresql", query = "SELECT name FROM users ORDER BY name")]
fn names(pool: &PgPool) -> impl Stream<Item = sqlx::Result<PgRow>> {
    sqlx::query("SELECT name FROM users ORDER BY name").fetch(pool)
}

const INSERT: &str = "db.query \"INSERT INTO users (id, name) VALUES ($1, $2)\"";

#[test]
fn rows_are_those_that_the_database_tells() {
    asking(2, async |pool| {
        let captured = capture_async(insert(pool, 1, "Ada")).await;
        let told = line(&captured);
        assert!(told.starts_with(&format!("{INSERT} ")), "{told}");
        assert_eq!(value(&captured, "db.response.affected_rows").as_deref(), Some("1"));
        assert_eq!(value(&captured, "db.response.returned_rows"), None);
        insert(pool, 2, "Grace").await.unwrap();

        let returned = |traces: &Traces| value(traces, "db.response.returned_rows");
        assert_eq!(returned(&capture_async(below(pool, 3)).await).as_deref(), Some("2"));
        assert_eq!(returned(&capture_async(below(pool, 0)).await).as_deref(), Some("0"));
        assert_eq!(returned(&capture_async(name(pool, 1)).await).as_deref(), Some("1"));
        assert_eq!(returned(&capture_async(name(pool, 9)).await).as_deref(), Some("0"));

        let all = capture_async(async {
            let names: Vec<String> = names(pool).map(|row| row.unwrap().get(0)).collect().await;
            assert_eq!(names, ["Ada", "Grace"]);
        });
        assert_eq!(returned(&all.await).as_deref(), Some("2"));
        let first = capture_async(async { drop(pin!(names(pool)).next().await.unwrap().unwrap()) });
        assert_eq!(returned(&first.await).as_deref(), Some("1"));
    });
}

#[derive(Debug)]
struct Rejected(sqlx::Error);

impl std::fmt::Display for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rejected")
    }
}

impl std::error::Error for Rejected {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[traced_db(system = "postgresql", query = "INSERT INTO users (id, name) VALUES ($1, $2)")]
async fn insert_or_reject(pool: &PgPool, id: i64, name: &str) -> Result<PgQueryResult, Rejected> {
    insert(pool, id, name).await.map_err(Rejected)
}

#[traced_db(system = "postgresql", query = query)]
async fn execute(pool: &PgPool, query: &str) -> sqlx::Result<PgQueryResult> {
    // One connection runs all of them.
    sqlx::raw_sql(query).execute(pool).await
}

#[test]
fn errors_of_the_database_say_status_and_code() {
    asking(1, async |pool| {
        insert(pool, 1, "Ada").await.unwrap();
        let unique = capture_async(insert(pool, 2, "Ada")).await;
        assert!(line(&unique).starts_with(&format!("{INSERT} [already_exists] ")), "{}", line(&unique));
        assert_eq!(value(&unique, "db.response.status_code").as_deref(), Some("23505"));
        assert_eq!(value(&unique, "error.type").as_deref(), Some("sqlx_core::error::Error"));
        assert!(!unique.to_string().contains("rows="), "{unique}");

        // Also where it is the cause of another.
        let rejected = capture_async(insert_or_reject(pool, 1, "Ada")).await;
        assert!(line(&rejected).starts_with(&format!("{INSERT} [already_exists] ")), "{}", line(&rejected));
        assert_eq!(value(&rejected, "db.response.status_code").as_deref(), Some("23505"));

        for (query, status, code) in [
            ("INSERT INTO users (id, name) VALUES (3, NULL)", "failed_precondition", "23502"),
            ("SELECT * FROM nowhere", "not_found", "42P01"),
            ("SELEC 1", "invalid_argument", "42601"),
            ("SELECT 1 / 0", "invalid_argument", "22012"),
            ("SET statement_timeout = 20; SELECT pg_sleep(600)", "deadline_exceeded", "57014"),
        ] {
            let captured = capture_async(execute(pool, query)).await;
            assert_eq!(captured.segments()[0].status().as_str(), status, "{query}");
            assert_eq!(value(&captured, "db.response.status_code").as_deref(), Some(code), "{query}");
        }
    });
}

#[traced_db(system = "postgresql", query = "SELECT count(*) FROM users", pool = pool)]
async fn count(pool: &PgPool) -> Result<i64, sqlx::Error> {
    let mut connection = db::acquire(pool).await?;
    sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&mut *connection).await
}

fn number(traces: &Traces, key: &str) -> f64 {
    value(traces, &format!("db.client.connection.{key}")).unwrap().parse().unwrap()
}

#[test]
fn who_waits_for_a_connection_says_how_long() {
    asking(1, async |pool| {
        let held = pool.acquire().await.unwrap();
        let mut waiting = pin!(capture_async(count(pool)));
        let mut is_free = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_ready()));
        assert!(!(&mut is_free).await, "there is a connection although it is held");
        let since = Instant::now();
        // As long as a query takes.
        let mut held = held;
        sqlx::query("SELECT pg_sleep(0.02)").execute(&mut *held).await.unwrap();
        let waited_for = since.elapsed();
        drop(held);
        let traces = waiting.await;
        assert!(number(&traces, "wait_time") >= waited_for.as_secs_f64());
        assert_eq!(
            [number(&traces, "count"), number(&traces, "idle"), number(&traces, "max")],
            [1.0, 0.0, 1.0]
        );
    });
}

#[test]
fn who_waits_in_vain_has_exceeded_the_deadline() {
    let Some(options) = postgres() else { return };
    let timeout = Duration::from_millis(250);
    block_on(async {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(timeout);
        let pool = pool.connect_lazy_with(options);
        // To connect may take as long on a busy machine.
        let held = loop {
            if let Ok(held) = pool.acquire().await {
                break held;
            }
        };
        let traces = capture_async(count(&pool)).await;
        assert_eq!(traces.segments()[0].status().as_str(), "deadline_exceeded");
        assert!(number(&traces, "wait_time") >= timeout.as_secs_f64());
        // Also who is not there any more when it is free.
        let traces = capture_async(async {
            let _ = tokio::time::timeout(Duration::from_millis(1), count(&pool)).await.unwrap_err();
        });
        let traces = traces.await;
        assert_eq!(traces.segments()[0].status().as_str(), "cancelled");
        assert!(number(&traces, "wait_time") > 0.0);
        drop(held);
        pool.close().await;
    });
}
