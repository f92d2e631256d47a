//! SQLite through sqlx, in a file.

use std::path::Path;
use std::time::Duration;

use futures_util::{StreamExt, stream::BoxStream};
use rina_trace::testing::capture_async;
use rina_trace::traced_db;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteQueryResult, SqliteRow};
use sqlx::{QueryBuilder, Sqlite, SqlitePool};

use super::{line, value};
use crate::edge::block_on;

async fn open(directory: &Path, wait: Duration) -> SqlitePool {
    let options =
        SqliteConnectOptions::new().filename(directory.join("users.sqlite")).create_if_missing(true);
    let pool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options.busy_timeout(wait)).await.unwrap();
    let table = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";
    sqlx::query(table).execute(&pool).await.unwrap();
    pool
}

#[traced_db(system = "sqlite", query = "INSERT INTO users (name) VALUES (?), (?)", pool = pool)]
async fn insert(pool: &SqlitePool, names: [&str; 2]) -> sqlx::Result<SqliteQueryResult> {
    sqlx::query("INSERT INTO users (name) VALUES (?), (?)").bind(names[0]).bind(names[1]).execute(pool).await
}

#[traced_db(system = "sqlite", query = query.sql())]
async fn search(pool: &SqlitePool, mut query: QueryBuilder<'_, Sqlite>) -> sqlx::Result<Vec<SqliteRow>> {
    query.build().fetch_all(pool).await
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users")]
fn all(pool: &SqlitePool) -> BoxStream<'_, sqlx::Result<SqliteRow>> {
    sqlx::query("SELECT name FROM users").fetch(pool)
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users WHERE id = ?")]
async fn one(pool: &SqlitePool, id: i64) -> sqlx::Result<SqliteRow> {
    sqlx::query("SELECT name FROM users WHERE id = ?").bind(id).fetch_one(pool).await
}

const INSERT: &str = "db.query \"INSERT INTO users (name) VALUES (?)\"";

#[test]
fn rows_are_those_that_the_database_tells() {
    let directory = tempfile::tempdir().unwrap();
    block_on(async {
        let pool = open(directory.path(), Duration::from_secs(5)).await;
        let inserted = capture_async(insert(&pool, ["Ada", "Grace"])).await;
        assert!(line(&inserted).starts_with(&format!("{INSERT} ")), "{}", line(&inserted));
        assert_eq!(value(&inserted, "db.response.affected_rows").as_deref(), Some("2"));
        let of = |key: &str| value(&inserted, &format!("db.client.connection.{key}"));
        assert_eq!((of("count").as_deref(), of("max").as_deref()), (Some("1"), Some("1")));

        let query = QueryBuilder::new("SELECT name FROM users WHERE name = 'Ada' /* by ada@example.com */");
        let found = capture_async(search(&pool, query)).await;
        assert_eq!(
            line(&found),
            "db.query \"SELECT name FROM users WHERE name = ?\" \
             db.query.text=\"SELECT name FROM users WHERE name = ?\" db.query.summary=\"SELECT users\" \
             db.operation.name=\"SELECT\" db.collection.name=\"users\" db.response.returned_rows=1\n"
        );
        let read = capture_async(async { all(&pool).count().await });
        assert_eq!(value(&read.await, "db.response.returned_rows").as_deref(), Some("2"));
        pool.close().await;
    });
}

#[test]
fn errors_of_the_database_say_status_and_code() {
    let directory = tempfile::tempdir().unwrap();
    block_on(async {
        let pool = open(directory.path(), Duration::ZERO).await;
        let unique = capture_async(insert(&pool, ["Ada", "Ada"])).await;
        assert!(line(&unique).starts_with(&format!("{INSERT} [already_exists] ")), "{}", line(&unique));
        assert_eq!(value(&unique, "db.response.status_code").as_deref(), Some("2067"));

        let missing = capture_async(one(&pool, 9)).await;
        assert_eq!(missing.segments()[0].status().as_str(), "not_found");
        assert_eq!(value(&missing, "db.response.status_code"), None);

        // Somebody else writes, and does not come to an end.
        let other = open(directory.path(), Duration::ZERO).await;
        let mut writer = other.acquire().await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *writer).await.unwrap();
        let locked = capture_async(insert(&pool, ["Ada", "Grace"])).await;
        assert_eq!(locked.segments()[0].status().as_str(), "aborted");
        assert_eq!(value(&locked, "db.response.status_code").as_deref(), Some("5"));
        drop(writer);
        other.close().await;
        pool.close().await;
    });
}
