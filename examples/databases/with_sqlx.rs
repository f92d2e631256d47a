//! sqlx: the pool tells how full it is, results tell their rows, errors their status.

use std::error::Error;

use rina_trace::{db, traced_db};
use sqlx::sqlite::{SqlitePoolOptions, SqliteQueryResult};
use sqlx::{FromRow, SqlitePool};

#[derive(FromRow)]
struct User {
    id: i64,
    name: String,
}

#[traced_db(system = "sqlite", query = "INSERT INTO users (name) VALUES (?)", pool = pool, parameters(name))]
async fn insert(pool: &SqlitePool, name: &str) -> sqlx::Result<SqliteQueryResult> {
    // The span tells how long it took to get a connection.
    let mut connection = db::acquire(pool).await?;
    sqlx::query("INSERT INTO users (name) VALUES (?)").bind(name).execute(&mut *connection).await
}

#[traced_db(system = "sqlite", query = "SELECT id, name FROM users WHERE name = ?")]
async fn find(pool: &SqlitePool, name: &str) -> sqlx::Result<Option<User>> {
    sqlx::query_as("SELECT id, name FROM users WHERE name = ?").bind(name).fetch_optional(pool).await
}

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::query("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
        .execute(&pool)
        .await?;
    insert(&pool, "Ada").await?;
    assert!(insert(&pool, "Ada").await.is_err(), "the name is there already");
    let found = find(&pool, "Ada").await?;
    assert!(found.is_some_and(|user| user.id == 1 && user.name == "Ada"));
    Ok(())
}
