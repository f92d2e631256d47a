//! rusqlite: an error of the program's own says what a code of SQLite means.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use rina_trace::{SpanError, SpanStatus, traced_db};
use rusqlite::{Connection, ErrorCode, OptionalExtension};

const INSERT: &str = "INSERT INTO users (name) VALUES (?)";

/// What the functions here fail with.
#[derive(Debug)]
struct Failed(rusqlite::Error);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the query has failed")
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self(error)
    }
}

impl SpanError for Failed {
    fn span_status(&self) -> SpanStatus {
        match self.0.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => SpanStatus::AlreadyExists,
            Some(ErrorCode::DatabaseBusy) => SpanStatus::Aborted,
            _ => SpanStatus::InternalError,
        }
    }

    fn status_code(&self) -> Option<Cow<'_, str>> {
        Some(self.0.sqlite_error()?.extended_code.to_string().into())
    }

    fn error(&self) -> Option<&(dyn Error + '_)> {
        Some(self)
    }
}

// The text is a constant, so what is done is said: a number of rows is of those that were inserted.
#[traced_db(system = "sqlite", query = INSERT, operation = "INSERT", rows = |inserted| *inserted)]
fn insert(connection: &Connection, name: &str) -> Result<usize, Failed> {
    Ok(connection.execute(INSERT, [name])?)
}

#[traced_db(system = "sqlite", query = "SELECT id, name FROM users WHERE name = ?")]
fn find(connection: &Connection, name: &str) -> Result<Option<(i64, String)>, Failed> {
    let query = "SELECT id, name FROM users WHERE name = ?";
    Ok(connection.query_row(query, [name], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")?;
    insert(&connection, "Ada")?;
    assert!(insert(&connection, "Ada").is_err(), "the name is there already");
    assert_eq!(find(&connection, "Ada")?, Some((1, "Ada".to_owned())));
    Ok(())
}
