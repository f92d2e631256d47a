//! The same functions without spans: what is there anyway.

use std::future::Future;

use tokio::task::JoinHandle;

use crate::peer::Peer;
use crate::work::{Pending, work};

pub(crate) struct Plain;

#[inline(never)]
fn call(n: u64) -> u64 {
    work(n)
}

async fn future(n: u64, pending: u32) -> u64 {
    Pending(pending).await;
    work(n)
}

impl Peer for Plain {
    const RECORDS: bool = false;

    fn start() -> Self {
        Self
    }

    fn settle(&self) -> u64 {
        0
    }

    fn root(run: impl FnOnce()) {
        run();
    }

    fn unsampled_root(run: impl FnOnce()) {
        run();
    }

    fn none(n: u64) -> u64 {
        call(n)
    }

    fn two(n: u64) -> u64 {
        call(n)
    }

    fn future(n: u64, pending: u32) -> impl Future<Output = u64> + Send {
        future(n, pending)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        tokio::spawn(future)
    }
}
