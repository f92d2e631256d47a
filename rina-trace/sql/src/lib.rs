//! SQL without its values: texts with placeholders, names of queries, and where values were pasted in.
//!
//! Reads tokens, not grammar, so it works on every statement of every database, in one pass and in time that grows
//! with the length of the text alone. Knows nothing; known by the runtime, which records queries, and by the macros,
//! which check those that are literal.
//!
//! ```
//! use rina_trace_sql::{Dialect, parameterize, summarize};
//!
//! let text = "SELECT name FROM users WHERE email = 'ada@example.com' AND age > 30";
//! assert_eq!(
//!     parameterize(text, Dialect::PostgreSql).as_deref(),
//!     Some("SELECT name FROM users WHERE email = ? AND age > ?")
//! );
//! assert_eq!(summarize(text, Dialect::PostgreSql).map(|query| query.text).as_deref(), Some("SELECT users"));
//! // A text whose quotes do not match is never passed on.
//! assert_eq!(parameterize("SELECT * FROM users WHERE name = 'O'Brien'", Dialect::PostgreSql), None);
//! ```

mod bytes;
mod clauses;
mod comments;
mod dialect;
mod fault;
mod level;
mod lists;
mod literals;
mod named;
mod names;
mod numbers;
mod output;
mod parameterize;
mod placeholders;
mod quotes;
mod summary;
mod tokens;
mod words;

pub use dialect::Dialect;
pub use fault::{Fault, Problem, check};
pub use literals::{Literal, LiteralKind, Place, literals, placeholders};
pub use parameterize::{MAX_LENGTH, parameterize};
pub use summary::{MAX_SUMMARY, Summary, summarize};
