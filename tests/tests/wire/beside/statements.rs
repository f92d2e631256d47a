//! What sqlx logs of its statements, with a database in memory.
//!
//! SQLite runs on a thread of sqlx's own, so the subscriber has to be that of the process.

use std::sync::mpsc::{Sender, channel};

use rina_trace::testing::capture;
use rina_trace::traced;
use rina_trace::tracing::SpanLayer;
use sqlx::{Connection, SqliteConnection};
use tracing::span::Id;
use tracing::{Instrument, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::process;

/// Tells that a span is closed: the thread of SQLite holds it for longer than the query takes.
struct Closed(Sender<()>);

impl<S: Subscriber> Layer<S> for Closed {
    fn on_close(&self, _: Id, _: Context<'_, S>) {
        let _ = self.0.send(());
    }
}

async fn queries() -> sqlx::Result<()> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    sqlx::query("CREATE TABLE orders (id INTEGER)").execute(&mut connection).await?;
    sqlx::query("INSERT INTO orders VALUES (1), (2)").execute(&mut connection).await?;
    sqlx::query("SELECT id FROM orders WHERE id > $1").bind(1).fetch_all(&mut connection).await?;
    connection.close().await
}

#[traced(op = "http.server", name = "GET /orders")]
fn request(wait: impl FnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(queries().instrument(info_span!("orders"))).unwrap();
    wait();
}

/// The child: prints what it recorded.
pub fn print() {
    let (closed, closes) = channel();
    let subscriber = tracing_subscriber::registry().with(SpanLayer::new()).with(Closed(closed));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let traces = capture(|| request(|| closes.recv().unwrap()));
    for line in traces.to_string().lines() {
        println!("tree {line}");
    }
    let (root, spans) = (traces.segments()[0].duration(), traces.segments()[0].spans());
    println!("none is longer than the request: {}", spans.into_iter().all(|span| span.duration() <= root));
}

#[test]
fn statements_are_spans() {
    let printed = process::run("statements", &[]);
    let tree: Vec<_> = printed.lines.iter().filter_map(|line| line.strip_prefix("tree ")).collect();
    insta::assert_snapshot!(tree.join("\n"), @r#"
    trace 1
    http.server "GET /orders"
    └─ function "orders"
       ├─ db.query "PRAGMA foreign_keys = ON;" db.query.text="PRAGMA foreign_keys = ON;" db.response.returned_rows=0
       ├─ db.query "CREATE TABLE orders (id INTEGER)" db.query.text="CREATE TABLE orders (id INTEGER)" db.response.returned_rows=0
       ├─ db.query "INSERT INTO orders VALUES (1), (2)" db.query.text="INSERT INTO orders VALUES (1), (2)" db.response.returned_rows=0 db.rows_affected=2
       └─ db.query "SELECT id FROM orders WHERE id > $1" db.query.text="SELECT id FROM orders WHERE id > $1" db.response.returned_rows=1
    "#);
    assert_eq!(printed.value("none is longer than the request"), "true");
}
