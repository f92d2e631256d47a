//! rina-trace, with its worker; what the worker has encoded goes to a transport that drops it.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use rina_trace::{Config, Guard, traced};
use tokio::task::JoinHandle;

use crate::peer::Peer;
use crate::work::{Pending, work};

pub(crate) struct Rina {
    guard: Guard,
    seen: Cell<u64>,
}

struct Drops;

impl sentry::Transport for Drops {
    fn send_envelope(&self, envelope: sentry::Envelope) {
        drop(envelope);
    }
}

#[traced(op = "function", name = "root")]
fn root(run: impl FnOnce()) {
    run();
}

#[traced(op = "function", name = "unsampled root", sample_rate = 0.0)]
fn unsampled_root(run: impl FnOnce()) {
    run();
}

#[traced(op = "function", name = "none")]
#[inline(never)]
fn none(n: u64) -> u64 {
    work(n)
}

#[traced(op = "function", name = "two", data(items = n, component = "user-service"))]
#[inline(never)]
fn two(n: u64) -> u64 {
    work(n)
}

#[traced(op = "function", name = "future", data(items = n, component = "user-service"))]
async fn future(n: u64, pending: u32) -> u64 {
    Pending(pending).await;
    work(n)
}

impl Peer for Rina {
    fn start() -> Self {
        let factory = Arc::new(Drops);
        let guard =
            Config::new().dsn("http://key@127.0.0.1:9/1").traces_sample_rate(1.0).transport(factory).init();
        Self { guard, seen: Cell::new(0) }
    }

    fn settle(&self) -> u64 {
        self.guard.flush(Duration::from_secs(10));
        let sent = self.guard.stats().sent();
        sent - self.seen.replace(sent)
    }

    fn root(run: impl FnOnce()) {
        root(run);
    }

    fn unsampled_root(run: impl FnOnce()) {
        unsampled_root(run);
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
        rina_trace::spawn(future)
    }
}
