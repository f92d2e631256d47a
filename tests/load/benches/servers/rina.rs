//! rina-trace: the attribute, the layer, the transport of its own.

use std::time::Duration;

use rina_trace::tower::ServerLayer;
use rina_trace::{Config, Guard, traced};

use super::Account;
use crate::variant::Rate;

crate::service::service! {
    #[traced(
        op = "db.query",
        name = "SELECT name, price FROM items WHERE id = ?",
        data(db.system.name = "sqlite", db.collection.name = "items"),
    )]
}

pub(crate) fn start(dsn: &str, rate: Rate) -> Guard {
    Config::new()
        .dsn(dsn)
        .environment("production")
        .release("load@1.0.0")
        .traces_sample_rate(rate.value())
        .init()
}

pub(super) fn app(db: SqlitePool) -> Router {
    router(db).layer(ServerLayer::new())
}

pub(crate) fn settle(guard: &Guard) -> Account {
    if !guard.flush(Duration::from_secs(20)) {
        eprintln!("rina-trace has not sent everything in time");
    }
    let stats = guard.stats();
    [stats.recorded(), stats.sent(), stats.lost()]
}

/// A request's segment without its request.
#[traced(op = "http.server", name = "GET /orders/{id}")]
pub(crate) fn segment() {
    for id in 0..10 {
        row(id);
    }
}

#[traced(
    op = "db.query",
    name = "SELECT name, price FROM items WHERE id = ?",
    data(db.system.name = "sqlite", db.collection.name = "items"),
)]
fn row(id: i64) {
    std::hint::black_box(id);
}
