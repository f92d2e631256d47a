//! The process of one variant: serves what is traced, and the same bare, each on a free port, until stdin ends.
//!
//! Both by the same threads from the same connections to the database, so that nothing differs but the tracing. Its first
//! line on stdout says the ports, in this order. For each line on stdin it sends what it has recorded and says its account:
//! nanoseconds of processor time, then spans recorded, sent and lost.

mod bare;
pub(crate) mod rina;
pub(crate) mod sentry_sdk;

use std::path::Path;

use axum::Router;
use axum::serve::ListenerExt;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::alone::processor_time;
use crate::variant::Variant;

pub(crate) type Error = Box<dyn std::error::Error>;

/// Spans recorded, sent, lost; nothing where the SDK does not tell.
pub(crate) type Account = [u64; 3];

/// Threads that serve, and connections to the database.
const WORKERS: usize = 2;
const CONNECTIONS: u32 = 4;

pub(crate) fn run(variant: Variant, ingest: &str, file: &Path) -> Result<(), Error> {
    let dsn = format!("http://key@127.0.0.1:{ingest}/{}", variant.place());
    match variant {
        Variant::Bare => serve(file, bare::app, || [0; 3]),
        Variant::Rina(rate) => {
            let guard = rina::start(&dsn, rate);
            serve(file, rina::app, || rina::settle(&guard))
        }
        Variant::Sentry(rate) => {
            let client = sentry_sdk::start(&dsn, rate);
            serve(file, sentry_sdk::app, || sentry_sdk::settle(&client))
        }
    }
}

fn serve(
    file: &Path,
    app: impl FnOnce(SqlitePool) -> Router,
    settle: impl Fn() -> Account,
) -> Result<(), Error> {
    let runtime = Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool = SqlitePoolOptions::new().min_connections(CONNECTIONS).max_connections(CONNECTIONS);
    let db = runtime.block_on(pool.connect_with(options))?;
    let traced = listen(&runtime, app(db.clone()))?;
    let bare = listen(&runtime, bare::app(db))?;
    println!("{traced} {bare}");
    for _ in std::io::stdin().lines() {
        let account = settle();
        println!("{} {} {} {}", processor_time(), account[0], account[1], account[2]);
    }
    Ok(())
}

/// Serves an application on a free port, which it gives.
fn listen(runtime: &Runtime, app: Router) -> Result<u16, Error> {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let port = listener.local_addr()?.port();
    runtime.spawn(async move {
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, app).await
    });
    Ok(port)
}
