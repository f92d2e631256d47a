//! Diesel: the query is made once to be told, and once to be run. What it prints has its values in a comment, and
//! comments are not recorded.

use std::error::Error;
use std::fmt;

use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl, debug_query};
use rina_trace::{SpanError, SpanStatus, traced_db};

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
    }
}

/// What the functions here fail with.
#[derive(Debug)]
struct Failed(diesel::result::Error);

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

impl SpanError for Failed {
    fn span_status(&self) -> SpanStatus {
        use diesel::result::Error::{DatabaseError, NotFound};
        match self.0 {
            NotFound => SpanStatus::NotFound,
            DatabaseError(DatabaseErrorKind::UniqueViolation, _) => SpanStatus::AlreadyExists,
            _ => SpanStatus::InternalError,
        }
    }

    fn error(&self) -> Option<&(dyn Error + '_)> {
        Some(self)
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn by_name<'a>(name: &'a str) -> _ {
    users::table.filter(users::name.eq(name))
}

#[traced_db(
    system = "sqlite",
    query = debug_query::<Sqlite, _>(&diesel::insert_into(users::table).values(users::name.eq(name))).to_string(),
    operation = "INSERT",
    rows = |inserted| *inserted
)]
fn insert(connection: &mut SqliteConnection, name: &str) -> Result<usize, Failed> {
    diesel::insert_into(users::table).values(users::name.eq(name)).execute(connection).map_err(Failed)
}

#[traced_db(system = "sqlite", query = debug_query::<Sqlite, _>(&by_name(name)).to_string())]
fn find(connection: &mut SqliteConnection, name: &str) -> Result<Vec<(i32, String)>, Failed> {
    by_name(name).load(connection).map_err(Failed)
}

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    diesel::sql_query("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)")
        .execute(&mut connection)?;
    insert(&mut connection, "Ada")?;
    assert!(insert(&mut connection, "Ada").is_err(), "the name is there already");
    assert_eq!(find(&mut connection, "Ada")?, [(1, "Ada".to_owned())]);
    Ok(())
}
