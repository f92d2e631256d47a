//! The functions of both peers that take their spans from `tracing`.

use std::future::Future;

use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::work::{Pending, work};

#[tracing::instrument(skip_all)]
pub(crate) fn root(run: impl FnOnce()) {
    run();
}

#[tracing::instrument(skip_all)]
pub(crate) fn unsampled_root(run: impl FnOnce()) {
    run();
}

#[tracing::instrument(skip_all)]
#[inline(never)]
pub(crate) fn none(n: u64) -> u64 {
    work(n)
}

#[tracing::instrument(skip_all, fields(items = n, component = "user-service"))]
#[inline(never)]
pub(crate) fn two(n: u64) -> u64 {
    work(n)
}

#[tracing::instrument(skip_all, fields(items = n, component = "user-service"))]
pub(crate) async fn future(n: u64, pending: u32) -> u64 {
    Pending(pending).await;
    work(n)
}

pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(future.in_current_span())
}

/// The part of [`crate::peer::Peer`] that does not depend on what listens to `tracing`.
macro_rules! instrumented {
    () => {
        fn root(run: impl FnOnce()) {
            instrumented::root(run);
        }

        fn unsampled_root(run: impl FnOnce()) {
            instrumented::unsampled_root(run);
        }

        fn none(n: u64) -> u64 {
            instrumented::none(n)
        }

        fn two(n: u64) -> u64 {
            instrumented::two(n)
        }

        fn future(n: u64, pending: u32) -> impl Future<Output = u64> + Send {
            instrumented::future(n, pending)
        }

        fn spawn(future: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
            instrumented::spawn(future)
        }
    };
}

pub(crate) use instrumented;
