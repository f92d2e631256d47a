//! Spans of the `tracing` crate by `SpanLayer`: one tree with ours, by whatever ways they are made and entered.

mod fields;
mod lives;
mod nesting;

use rina_trace::testing::{Traces, capture};
use rina_trace::tracing::SpanLayer;
use tracing_subscriber::layer::SubscriberExt;

/// What is recorded while `f` runs with this layer.
fn captured_by<R>(layer: SpanLayer, f: impl FnOnce() -> R) -> Traces {
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, || capture(f))
}

fn captured<R>(f: impl FnOnce() -> R) -> Traces {
    captured_by(SpanLayer::new(), f)
}
