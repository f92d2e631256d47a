//! Opens the shop's database: a SQLite file, brought up to date by the migrations beside this file.
//!
//! Knows sqlx; known by `main`.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};

/// Opens the database in `directory`, made and filled if it is not there.
///
/// # Errors
///
/// The file cannot be opened or a migration fails.
pub(crate) async fn open(directory: &Path) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(directory.join("rinawarp.sqlite"))
        .create_if_missing(true)
        // Readers go on while somebody writes.
        .journal_mode(SqliteJournalMode::Wal);
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    sqlx::migrate!("rinawarp/migrations").run(&pool).await?;
    Ok(pool)
}
