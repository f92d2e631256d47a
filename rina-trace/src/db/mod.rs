//! Queries: what their spans tell, whatever makes them.
//!
//! A function that asks a database says so by [`macro@crate::traced_db`]. Nothing has to be wrapped: the attribute sees the
//! text that is asked, the value that is returned, and the pool that is named. Recorded are the operation `db.query`,
//! the text of the query as the name of the span, with `?` in place of each value, what is done to which table, how many
//! rows there were, and the function, so that Sentry shows where slow and repeated queries come from.
//!
//! ```
//! use rina_trace::traced_db;
//! # struct User;
//! # struct Database;
//! # impl Database { fn query(&self, _: &str) -> Result<Vec<User>, std::io::Error> { Ok(vec![User]) } }
//!
//! #[traced_db(system = "postgresql", query = "SELECT * FROM users WHERE active = $1")]
//! fn active_users(database: &Database) -> Result<Vec<User>, std::io::Error> {
//!     database.query("SELECT * FROM users WHERE active = $1")
//! }
//! # assert!(active_users(&Database).is_ok());
//! ```
//!
//! A text that is made at run time is read when the span starts, and remembered:
//!
//! ```
//! use rina_trace::db::{RowCount, Rows};
//! use rina_trace::traced_db;
//! # fn execute(_: &str) -> usize { 2 }
//!
//! #[traced_db(system = "sqlite", query = format!("DELETE FROM {table}"), rows = |n| RowCount::Affected(*n as u64))]
//! fn clear(table: &str) -> usize {
//!     execute(&format!("DELETE FROM {table}"))
//! }
//! # assert_eq!(clear("carts"), 2);
//! ```
//!
//! # Errors
//!
//! An error says the status of its span by [`SpanError`](crate::SpanError), and the code that the database gave by
//! [`SpanError::status_code`](crate::SpanError::status_code). With the feature `sqlx` that of `sqlx::Error` is known,
//! also where it is the cause of another error, but not where it lies in a box: a unique violation ends as
//! `already_exists`, a time-out as `deadline_exceeded`. For others
//! [`SpanStatus::from_sqlstate`](crate::SpanStatus::from_sqlstate) reads an SQLSTATE.
//!
//! # What is not sent
//!
//! Values that stand in a text are replaced before it is recorded, comments are left out, and a text whose quotes do not
//! match is not recorded at all. `parameters(..)` are recorded only with
//! [`Config::send_default_pii`](crate::Config::send_default_pii).

mod mongo;
mod pool;
mod probe;
mod query;
mod read;
mod rows;
mod server;
#[cfg(feature = "sqlx")]
mod sqlx;
mod stream;
mod texts;

pub(crate) use self::pool::record as record_pool;
pub(crate) use self::query::record as record_query;
pub(crate) use self::rows::record as record_rows;
pub(crate) use self::server::record as record_server;

pub use self::pool::PoolState;
pub use self::probe::Counted;
pub use self::query::{KnownQuery, QuerySite, QueryWord, QueryWords, Word};
pub use self::rows::{IntoRowCount, RowCount, Rows};
#[cfg(feature = "sqlx")]
pub use self::sqlx::acquire;
pub use self::stream::CountedStream;

use crate::stack;

/// True if parameters may be recorded on the current span.
pub(crate) fn sends_parameters() -> bool {
    stack::segment().is_some_and(|segment| segment.hub.identity.scrub.sends_personal())
}
