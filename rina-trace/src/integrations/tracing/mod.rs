//! Spans of the `tracing` crate as ours: what libraries tell of themselves, below what is annotated here.
//!
//! [`SpanLayer`] is a layer of `tracing-subscriber`. A span of `tracing` that opens within one of ours is its child,
//! and one of ours that opens within a span of `tracing` is the child of that: there is one tree. [`TraceIds`] writes
//! the ids of the trace and the span into each line of a log.
//!
//! ```
//! use rina_trace::tracing::{SpanLayer, TraceIds};
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let subscriber = tracing_subscriber::registry()
//!     .with(SpanLayer::new().ignore(["my_app::noise"]))
//!     .with(tracing_subscriber::fmt::layer().map_event_format(TraceIds::new));
//! # drop(subscriber); // .init() of `SubscriberInitExt` makes it that of the program
//! ```
//!
//! # What a span tells
//!
//! | In the span of `tracing` | On ours |
//! |---|---|
//! | `sentry.op` or `op` | the operation |
//! | `sentry.name` or `otel.name`, else the name | the name |
//! | `otel.status_code`, `http.response.status_code`, `rpc.grpc.status_code` | the status |
//! | a field that is a `std::error::Error` | data, and the status `internal_error` |
//! | `otel.kind` | `sentry.kind` |
//! | `tags.plan` | the tag `plan` |
//! | `http.method`, `db.statement` and other old names | the names that stand for them in Sentry's conventions |
//! | any other field | data, by its type |
//!
//! Without an operation of its own a span has that of its library, else the one that its fields show, as OpenTelemetry
//! names them: `http.server`, `http.client`, `db.query`, `db`, `rpc`, `queue`, else `function`. A field that is recorded later counts
//! as well. What looks secret is filtered as everywhere.
//!
//! sqlx opens no spans; it logs each statement when it is done, at the level `DEBUG` with the target `sqlx::query`. The
//! layer makes a `db.query` of it with its text, rows and duration, below the span that is current where it is logged.
//! A filter of the subscriber must let it through: `info,sqlx::query=debug`. `SQLite` runs its statements on a thread of
//! its own and takes the span of `tracing` there, not ours: put one around the query.
//!
//! # Which spans
//!
//! - With no span of ours open nothing is recorded, unless [`SpanLayer::roots`] says so.
//! - Up to the level `INFO`, or [`SpanLayer::max_level`].
//! - Not what our integrations trace already, nor the innards of `h2` and `hyper`: [`SpanLayer::ignore`] lists them.
//!
//! A span lasts until it is closed, however often it is entered, on whatever threads. Its parent is the one it was
//! given, or the span that was current where it was made. So has a traced function its parent where it is called, and
//! is beside the span in `load().instrument(span)`; in `async { load().await }.instrument(span)` it is below. A span
//! that it follows from is a [`SpanLink`](crate::SpanLink) of it. What is below a span that is left out belongs to the span above. A future that is dropped before its
//! end closes its span as any other does, so that it is not `cancelled`: `tracing` does not tell the two apart.
//!
//! # Events
//!
//! Events of `tracing` are for the layers of `sentry` itself: `sentry::integrations::tracing::{BreadcrumbLayer,
//! ErrorLayer, LogLayer}` send them as breadcrumbs, errors and logs, and those carry our trace and span. Leave its
//! span layer out, see [`crate::moving`].

mod entered;
mod field;
mod ids;
mod labels;
mod layer;
mod library;
mod query;
mod record;
mod site;
mod spans;

pub use self::ids::TraceIds;
pub use self::layer::SpanLayer;
