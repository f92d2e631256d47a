//! `tracing::instrument` and the span layer of `sentry`.

use std::future::Future;

use sentry::integrations::tracing::SpanLayer;
use tokio::task::JoinHandle;
use tracing_subscriber::layer::SubscriberExt;

use super::instrumented::{self, instrumented};
use super::sentry_sink::Sink;
use crate::peer::Peer;

pub(crate) struct Layer(Sink);

impl Peer for Layer {
    fn start() -> Self {
        let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
        if tracing::subscriber::set_global_default(subscriber).is_err() {
            eprintln!("tracing has a subscriber already");
        }
        Self(Sink::start())
    }

    fn settle(&self) -> u64 {
        self.0.settle()
    }

    instrumented!();
}
