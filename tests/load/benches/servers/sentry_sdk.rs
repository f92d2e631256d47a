//! sentry-tower and sentry-tracing, with the transport of `sentry` that has the same HTTP client as ours.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use sentry::integrations::tower::{NewSentryLayer, SentryHttpLayer};
use sentry::integrations::tracing::SpanLayer;
use sentry::{ClientInitGuard, ClientOptions};
use tracing::instrument;
use tracing_subscriber::layer::SubscriberExt;

use super::Account;
use crate::variant::Rate;

crate::service::service! {
    #[instrument(
        name = "SELECT name, price FROM items WHERE id = ?",
        skip_all,
        fields(sentry.op = "db.query", db.system.name = "sqlite", db.collection.name = "items"),
    )]
}

pub(crate) fn start(dsn: &str, rate: Rate) -> ClientInitGuard {
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new());
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        eprintln!("tracing has a subscriber already");
    }
    let options = ClientOptions::new()
        .dsn(dsn)
        .environment("production")
        .release("load@1.0.0")
        .traces_sample_rate(rate.value() as f32);
    sentry::init(options)
}

pub(super) fn app(db: SqlitePool) -> Router {
    router(db)
        .layer(SentryHttpLayer::new().enable_transaction())
        .layer(NewSentryLayer::<Request<Body>>::new_from_top())
}

/// What it has lost it does not tell.
pub(crate) fn settle(client: &ClientInitGuard) -> Account {
    if !client.flush(Some(Duration::from_secs(20))) {
        eprintln!("sentry has not sent everything in time");
    }
    [0; 3]
}

/// A request's transaction without its request.
#[instrument(name = "GET /orders/{id}", fields(sentry.op = "http.server"))]
pub(crate) fn segment() {
    for id in 0..10 {
        row(id);
    }
}

#[instrument(
    name = "SELECT name, price FROM items WHERE id = ?",
    skip_all,
    fields(sentry.op = "db.query", db.system.name = "sqlite", db.collection.name = "items"),
)]
fn row(id: i64) {
    std::hint::black_box(id);
}
