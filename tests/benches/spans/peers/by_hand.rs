//! `sentry` by hand, as its documentation shows: the current span is in the scope, a child takes its place.
//!
//! <https://docs.sentry.io/platforms/rust/tracing/instrumentation/custom-instrumentation/>

use std::future::Future;
use std::sync::Arc;

use sentry::{Hub, SentryFutureExt, TransactionContext, TransactionOrSpan};
use tokio::task::JoinHandle;

use super::sentry_sink::{Sink, UNSAMPLED};
use crate::peer::Peer;
use crate::work::{Pending, work};

pub(crate) struct ByHand(Sink);

fn open(op: &str, name: &str) -> (Option<TransactionOrSpan>, TransactionOrSpan) {
    let parent = sentry::configure_scope(|scope| scope.get_span());
    let span: TransactionOrSpan = match &parent {
        Some(parent) => parent.start_child(op, name).into(),
        None => sentry::start_transaction(TransactionContext::new(name, op)).into(),
    };
    sentry::configure_scope(|scope| scope.set_span(Some(span.clone())));
    (parent, span)
}

fn close((parent, span): (Option<TransactionOrSpan>, TransactionOrSpan)) {
    span.finish();
    sentry::configure_scope(|scope| scope.set_span(parent));
}

#[inline(never)]
fn none(n: u64) -> u64 {
    let opened = open("function", "none");
    let result = work(n);
    close(opened);
    result
}

#[inline(never)]
fn two(n: u64) -> u64 {
    let opened = open("function", "two");
    opened.1.set_data("items", n.into());
    opened.1.set_data("component", "user-service".into());
    let result = work(n);
    close(opened);
    result
}

fn future(n: u64, pending: u32) -> impl Future<Output = u64> + Send {
    let future = async move {
        let opened = open("function", "future");
        opened.1.set_data("items", n.into());
        opened.1.set_data("component", "user-service".into());
        Pending(pending).await;
        let result = work(n);
        close(opened);
        result
    };
    future.bind_hub(Hub::new_from_top(Hub::current()))
}

impl Peer for ByHand {
    fn start() -> Self {
        Self(Sink::start())
    }

    fn settle(&self) -> u64 {
        self.0.settle()
    }

    fn root(run: impl FnOnce()) {
        let opened = open("function", "root");
        run();
        close(opened);
    }

    fn unsampled_root(run: impl FnOnce()) {
        let opened = open("function", UNSAMPLED);
        run();
        close(opened);
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
        tokio::spawn(future.bind_hub(Arc::new(Hub::new_from_top(Hub::current()))))
    }
}
