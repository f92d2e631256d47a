//! Moving over from `sentry-tracing` and `sentry-tower`, one crate at a time.
//!
//! `sentry` itself stays: its events, logs, metrics, sessions and scopes are what they were, and carry our trace. What
//! is replaced is who makes spans and transactions. Each step is a program that runs.
//!
//! # 1. rina-trace starts the client
//!
//! Take `sentry::init` out and give its options to [`Config`](crate::Config), which makes the client. That client
//! sends no transactions of its own, so from here on whatever `sentry-tower` and `sentry-tracing` open is not sent,
//! and nothing is there twice. What they open still lends its trace to ours: a trace that a request came with goes on.
//!
//! A program that cannot do so yet keeps `sentry::init` and calls [`init`](crate::init) behind it. Then both sides send
//! transactions, in one trace where ours open within theirs:
//!
//! - a segment of ours that starts within a transaction of `sentry` is below it, also where a request told both its
//!   trace; in a stack of layers that is so in axum's `Router`, where the outer one has begun by then;
//! - `SentryHttpLayer` within `ServerLayer` continues what the request told, beside ours, and nothing where it told
//!   nothing: put it outside, or leave `enable_transaction` out;
//! - a span of `sentry-tracing` that opens within ours starts a transaction and a trace of its own, unless it is told
//!   ours in its field `sentry.trace`:
//!
//! ```
//! let headers = rina_trace::trace_headers();
//! let span = tracing::info_span!("import", sentry.trace = headers.sentry_trace());
//! # drop(span);
//! ```
//!
//! - logs and metrics carry the trace of `sentry`, because a client takes the callbacks that would change them only
//!   when it is made. Events carry ours.
//!
//! # 2. The server
//!
//! | Before | Now |
//! |---|---|
//! | `SentryHttpLayer::new().enable_transaction()` | `tower::ServerLayer::new()` |
//! | `NewSentryLayer::new_from_top()` | nothing: each request has a hub of its own |
//! | `tower_http::trace::TraceLayer` for its spans | nothing; for its events it may stay |
//!
//! Both may stand in one stack meanwhile, in either order: with our client the transaction of ours is the only one.
//!
//! # 3. Spans
//!
//! | Before | Now |
//! |---|---|
//! | `sentry::integrations::tracing::SpanLayer::new()` | `tracing::SpanLayer::new()`; `.roots(true)` where spans without one above shall start transactions, as they did |
//! | `BreadcrumbLayer`, `ErrorLayer`, `LogLayer` | the same |
//! | `sentry::integrations::tracing::layer()` | the same with `.span_filter(\|_\| false)`, beside ours |
//! | the fields `sentry.op`, `sentry.name`, `sentry.trace`, `tags.*` | the same |
//!
//! Then annotate function by function: [`traced`](macro@crate::traced) instead of `#[tracing::instrument]`. A function
//! that carries both is two spans; tell `tracing::SpanLayer::ignore` its path, and it is one.
//!
//! ```
//! # #[cfg(feature = "tracing")] {
//! use rina_trace::tracing::SpanLayer;
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let subscriber = tracing_subscriber::registry().with(SpanLayer::new().roots(true).ignore(["shop::orders::load"]));
//! # drop(subscriber);
//! # }
//! ```
//!
//! # 4. The rest
//!
//! Take the features `tower` and `tracing` of `sentry` out where nothing of them is left.
