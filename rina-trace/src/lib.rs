//! Sentry tracing by attribute.
//!
//! [`macro@traced`] on a function opens a span when it is called and ends it when it returns, fails, panics or is
//! cancelled. What the function calls is below it, across tasks and threads too; a call with no span open starts a
//! segment, which Sentry calls a transaction.
//!
//! ```
//! use rina_trace::traced;
//!
//! #[traced(op = "db.query", data(db.system.name = "sqlite", user_id), ok(rows = |orders| orders.len()))]
//! async fn orders(user_id: u64) -> Result<Vec<u64>, std::io::Error> {
//!     Ok(vec![user_id])
//! }
//!
//! # fn main() -> Result<(), rina_trace::ConfigError> {
//! let _guard = rina_trace::Config::from_env().try_init()?; // as `SENTRY_DSN` and the like say
//! # Ok(()) }
//! ```
//!
//! # Where to look
//!
//! | For | See |
//! |---|---|
//! | the start, settings, what became of the spans | [`init`], [`Config`], [`Guard`], [`Stats`] |
//! | functions, `impl` blocks, traits | [`macro@traced`] |
//! | operations | [`Op`], [`mod@op`] |
//! | spans by hand | [`span!`], [`Span`], [`InSpan`] |
//! | the current span and its transaction | [`current`], [`add_transaction_tags`], [`add_transaction_data`], [`set_measurement`], [`set_transaction_name`], [`set_user`] |
//! | tasks and threads | [`in_current_span`], [`bind`], [`mod@thread`], `spawn` and `spawn_blocking` (feature `tokio`) |
//! | servers | `tower::ServerLayer` (feature `tower`), `actix::ServerMiddleware` (feature `actix`) |
//! | requests to other services | [`macro@traced_http`], [`mod@http`], `reqwest::ClientMiddleware` (feature `reqwest`) |
//! | databases | [`macro@traced_db`], [`mod@db`], pools and errors of sqlx (feature `sqlx`), the grammar of literal queries (feature `sql`) |
//! | calls to models of language, agents, tools | [`macro@traced_ai`], [`mod@ai`] |
//! | calls by gRPC | `tonic::ClientLayer` (feature `tonic`); servers by `tower::ServerLayer` |
//! | messages of queues | [`mod@queue`] |
//! | caches | [`mod@cache`] |
//! | spans of AI models | [`Config::stream_gen_ai_spans`] |
//! | other services | [`trace_headers`], [`trace_headers_for`], [`continue_trace`], [`SpanLink`] |
//! | errors | [`capture_error`], [`SpanError`], [`Config::capture_errors`], [`Config::error_filter`] |
//! | what must not be seen | [`hash`], [`mask`], [`Sensitive`], [`Config::allow_keys`], [`Config::deny_keys`] |
//! | spans of libraries, ids in logs | `tracing::SpanLayer`, `tracing::TraceIds` (feature `tracing`) |
//! | programs that use `sentry-tracing` or `sentry-tower` | [`moving`] |
//! | tests | `testing` (feature `testing`) |
//!
//! # Features
//!
//! `transport` (default): our HTTP transport. `console` (default): `Config::console`. `http` (default): headers of
//! `http::HeaderMap`. `tokio`: `spawn` and `spawn_blocking`. `reqwest`: requests of reqwest;
//! `tower`: requests to a server; `axum`: and their routes; `actix`: requests to a server of actix-web.
//! `sqlx`: pools and errors of sqlx, and with `sqlx-postgres`, `sqlx-mysql` and `sqlx-sqlite` the results of each.
//! `tonic`: calls by gRPC. `tracing`: spans of libraries, ids in logs. `testing`: captures.
//!
//! # What it promises
//!
//! It changes no program: it neither panics, prints nor blocks in it, its memory is bounded, and what it loses it
//! counts. What looks secret, by its key or by its form, is filtered before anything is shown or sent, wherever it
//! stands; attachments are not looked into. A function that is not recorded costs about a nanosecond, a recorded one
//! tens of them.

pub mod ai;
pub mod cache;
mod call;
mod callsite;
mod clock;
mod config;
#[cfg(feature = "console")]
mod console;
mod current;
pub mod db;
mod env;
mod envelope;
mod errors;
mod explain;
mod failure;
mod fields;
mod future;
mod hash;
pub mod http;
mod hub;
mod id;
mod init;
mod integrations;
mod link;
pub mod moving;
mod name_source;
mod opened;
mod outcome;
mod pipeline;
mod probe;
mod propagation;
mod record;
mod recorder;
mod remote;
mod sampling;
mod scrub;
mod seat;
mod segment;
mod sensitive;
mod sink;
mod span;
mod spare;
mod stack;
mod start;
mod stats;
mod status;
mod surroundings;
mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
mod value;

#[doc(hidden)]
pub mod __private;

pub use callsite::{Callsite, Origin};
pub use config::{Config, ConfigError, Spotlight};
pub use current::{
    CurrentSpan, add_transaction_data, add_transaction_tags, capture_error, current, set_measurement,
    set_transaction_name, set_user,
};
pub use failure::CapturedError;
pub use hash::{Hashed, hash};
pub use id::{SpanId, TraceId};
pub use init::{Guard, init};
#[cfg(feature = "actix")]
pub use integrations::actix;
pub use integrations::queue;
#[cfg(feature = "reqwest")]
pub use integrations::reqwest;
#[cfg(feature = "tonic")]
pub use integrations::tonic;
#[cfg(feature = "tower")]
pub use integrations::tower;
#[cfg(feature = "tracing")]
pub use integrations::tracing;
pub use link::SpanLink;
pub use name_source::NameSource;
pub use outcome::SpanError;
pub use propagation::{Carrier, TraceHeaders};
pub use remote::{ContinueFrom, RemoteParent, continue_trace, trace_headers, trace_headers_for};
/// Operations: the word by which Sentry groups spans and chooses how to show them. [`mod@op`] holds Sentry's own as
/// constants, so that the compiler completes their names and says which are replaced; [`op!`] makes one of your own.
///
/// ```
/// use rina_trace::{Op, op, traced};
///
/// const REFUND: Op = op!("payment.refund");
///
/// #[traced(op = REFUND)]
/// fn refund() {}
///
/// #[traced(op = op::DB_QUERY)]
/// fn users() {}
/// ```
pub use rina_trace_conventions::{Op, op};
pub use rina_trace_macros::{op, span, traced, traced_ai, traced_db, traced_http};
pub use sampling::{InvalidRate, SampleRate, SamplingContext};
pub use segment::{Segment, SpanView, User};
pub use sensitive::{Masked, Sensitive, mask};
pub use span::{Entered, InSpan, Span, WithSpan};
pub use stats::Stats;
pub use status::SpanStatus;
pub use task::{InCurrentSpan, bind, in_current_span, thread};
#[cfg(feature = "tokio")]
pub use task::{spawn, spawn_blocking};
pub use value::{IntoValue, Key, Text, Value, kind};
