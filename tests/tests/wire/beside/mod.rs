//! What else a program has beside us: `tracing` with its logs, sentry's layers for it, sentry's layer for servers,
//! logs and metrics. All of it is in our trace, and nothing is sent twice.

mod captured;
mod http;
mod lines;
mod spans;
pub mod statements;

use rina_trace::{current, traced};
use serde_json::Value;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use crate::app::App;

/// Trace and span as they are within.
type Ids = (String, String);

#[traced(op = "db.query", name = "inner")]
fn inner<R>(f: impl FnOnce() -> R) -> (R, Ids) {
    let returned = f();
    let span = current();
    (returned, (span.trace_id().unwrap().to_string(), span.span_id().unwrap().to_string()))
}

#[traced(op = "http.server", name = "GET /outer")]
fn outer<R>(f: impl FnOnce() -> R) -> (R, Ids) {
    inner(f)
}

/// Runs `f` with a layer.
fn with<R>(layer: impl Layer<Registry> + Send + Sync + 'static, f: impl FnOnce() -> R) -> R {
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), f)
}

/// Trace and span of an event or a transaction.
fn ids(payload: &Value) -> Ids {
    let trace = &payload["contexts"]["trace"];
    let text = |key: &str| trace[key].as_str().unwrap().to_owned();
    (text("trace_id"), text("span_id"))
}

fn started() -> App {
    App::start(|config| config)
}
