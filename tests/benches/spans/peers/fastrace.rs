//! fastrace, with its collector; what it reports is counted and dropped, nothing is serialised.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use fastrace::collector::{Config, Reporter, SpanRecord};
use fastrace::future::FutureExt;
use fastrace::prelude::{Span, SpanContext};
use tokio::task::JoinHandle;

use crate::peer::Peer;
use crate::work::{Pending, work};

pub(crate) struct Fastrace;

static SEEN: AtomicU64 = AtomicU64::new(0);

struct Drops;

impl Reporter for Drops {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        SEEN.fetch_add(spans.len() as u64, Ordering::Relaxed);
    }
}

#[fastrace::trace(name = "none")]
#[inline(never)]
fn none(n: u64) -> u64 {
    work(n)
}

#[fastrace::trace(name = "two", properties = { "items": "{n}", "component": "user-service" })]
#[inline(never)]
fn two(n: u64) -> u64 {
    work(n)
}

#[fastrace::trace(name = "future", properties = { "items": "{n}", "component": "user-service" })]
async fn future(n: u64, pending: u32) -> u64 {
    Pending(pending).await;
    work(n)
}

impl Peer for Fastrace {
    const SPANS_PER_TASK: u64 = 1;

    fn start() -> Self {
        fastrace::set_reporter(Drops, Config::default());
        Self
    }

    fn settle(&self) -> u64 {
        fastrace::flush();
        SEEN.swap(0, Ordering::Relaxed)
    }

    fn root(run: impl FnOnce()) {
        let span = Span::root("root", SpanContext::random());
        let _entered = span.set_local_parent();
        run();
    }

    fn unsampled_root(run: impl FnOnce()) {
        let span = Span::root("unsampled root", SpanContext::random().sampled(false));
        let _entered = span.set_local_parent();
        run();
    }

    fn none(n: u64) -> u64 {
        none(n)
    }

    fn two(n: u64) -> u64 {
        two(n)
    }

    fn future(n: u64, pending: u32) -> impl Future<Output = u64> + Send {
        future(n, pending)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        tokio::spawn(future.in_span(Span::enter_with_local_parent("task")))
    }
}
