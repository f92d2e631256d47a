//! Sentry's semantic conventions as tables: operations, attributes, what is deprecated, what is secret; and how
//! requests are named.
//!
//! Knows nothing; known by the macros, which check what is written against it, and by the runtime, which scrubs.
//! Looking something up allocates nothing.
//!
//! ```
//! use rina_trace_conventions::{Kind, Standing, attribute, near, op, op_named};
//!
//! assert_eq!(op::DB_QUERY.name(), "db.query");
//! assert_eq!(op_named("db.redis").map(|op| op.standing), Some(Standing::Replaced(&["db.query"])));
//! assert_eq!(attribute("db.query.parameter.id").map(|attribute| attribute.kind), Some(Kind::Text));
//! assert_eq!(near::op("db.qurey"), Some("db.query"));
//! ```

mod attributes;
mod distance;
pub mod http;
pub mod near;
mod ops;
pub mod secret;
mod sketch;
// Written by a program, one entry a line, and read by it again.
#[rustfmt::skip]
mod table;

pub use attributes::{Attribute, Deprecation, Kind, Scrubbing, attribute, attributes};
pub use ops::{KnownOp, OWN_CATEGORIES, Op, Standing, categories, is_category, op_named, ops};
pub use table::{VERSION, op};
