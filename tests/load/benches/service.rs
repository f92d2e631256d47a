//! The server that is measured: a handler that reads ten rows of SQLite, one after the other.

/// How many rows there are to read from.
pub(crate) const ROWS: i64 = 1_000;

/// Fills the table that is read.
pub(crate) const FILL: &str = "
    CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER NOT NULL);
    WITH RECURSIVE ids(id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM ids WHERE id < 999)
    INSERT INTO items SELECT id, 'item ' || id, id * 7 FROM ids;
";

/// Writes the handler and what it calls, with these attributes on the function that reads.
macro_rules! service {
    ($(#[$($attribute:tt)*])*) => {
        use axum::Router;
        use axum::extract::{Path, State};
        use axum::http::StatusCode;
        use axum::routing::get;
        use sqlx::SqlitePool;

        $(#[$($attribute)*])*
        async fn read(db: &SqlitePool, id: i64) -> sqlx::Result<(String, i64)> {
            sqlx::query_as("SELECT name, price FROM items WHERE id = ?").bind(id).fetch_one(db).await
        }

        async fn order(State(db): State<SqlitePool>, Path(id): Path<i64>) -> Result<String, StatusCode> {
            let mut total = 0;
            for item in 0..10 {
                let id = (id + item * 97) % crate::service::ROWS;
                let (name, price) = read(&db, id).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
                total += price + name.len() as i64;
            }
            Ok(total.to_string())
        }

        fn router(db: SqlitePool) -> Router {
            Router::new().route("/orders/{id}", get(order)).with_state(db)
        }
    };
}

pub(crate) use service;
