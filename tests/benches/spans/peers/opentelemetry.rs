//! `tracing::instrument` and tracing-opentelemetry; a span that ends is counted and dropped, nothing is exported.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    SamplingDecision, SamplingResult, SdkTracerProvider, ShouldSample, Span, SpanData, SpanProcessor,
};
use tokio::task::JoinHandle;
use tracing_subscriber::layer::SubscriberExt;

use super::instrumented::{self, instrumented};
use super::sentry_sink::UNSAMPLED;
use crate::peer::Peer;

pub(crate) struct Otel {
    _provider: SdkTracerProvider,
}

static SEEN: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
struct Drops;

impl SpanProcessor for Drops {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, _span: SpanData) {
        SEEN.fetch_add(1, Ordering::Relaxed);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Samples all but one root; below it, as above.
#[derive(Debug, Clone)]
struct ByName;

impl ShouldSample for ByName {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _trace_id: TraceId,
        name: &str,
        _kind: &SpanKind,
        _attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        let above = parent.filter(|parent| parent.has_active_span());
        let sampled = above.map_or(name != UNSAMPLED, |above| above.span().span_context().is_sampled());
        let decision = if sampled { SamplingDecision::RecordAndSample } else { SamplingDecision::Drop };
        SamplingResult { decision, attributes: Vec::new(), trace_state: TraceState::default() }
    }
}

impl Peer for Otel {
    fn start() -> Self {
        let provider = SdkTracerProvider::builder().with_sampler(ByName).with_span_processor(Drops).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
        if tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).is_err() {
            eprintln!("tracing has a subscriber already");
        }
        Self { _provider: provider }
    }

    fn settle(&self) -> u64 {
        SEEN.swap(0, Ordering::Relaxed)
    }

    instrumented!();
}
