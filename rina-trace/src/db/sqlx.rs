//! sqlx: its pools, what waits for a connection of them, and its results. Known by users.

use std::time::Instant;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};

use super::pool::{PoolState, record};
use crate::fields::Fields;
use crate::stack;
use crate::value::IntoValue;

impl<DB: Database> PoolState for Pool<DB> {
    fn connections(&self) -> Option<u64> {
        Some(self.size().into())
    }

    fn idle_connections(&self) -> Option<u64> {
        // Read one after the other, they need not agree.
        Some((self.num_idle() as u64).min(self.size().into()))
    }

    fn max_connections(&self) -> Option<u64> {
        Some(self.options().get_max_connections().into())
    }
}

/// Takes a connection out of a pool of sqlx, as `pool.acquire()` does, and tells the current span how long that took.
///
/// Recorded as `db.client.connection.wait_time`, in seconds, which is OpenTelemetry's name and unit for a metric of
/// it, together with how the pool was before, see [`PoolState`]. A query on the pool itself takes its connection
/// without a word: one whose waiting matters is made on a connection.
///
/// ```
/// use rina_trace::{db, traced_db};
/// use sqlx::{Connection, Database, Pool};
///
/// #[traced_db(system = "postgresql", query = "DELETE FROM carts WHERE user_id = $1")]
/// async fn empty_cart<DB: Database>(pool: &Pool<DB>, user_id: i64) -> Result<(), sqlx::Error> {
///     let mut connection = db::acquire(pool).await?;
///     // .. asks on the connection, `.execute(&mut *connection)`
///     connection.ping().await
/// }
/// ```
///
/// # Errors
///
/// Those of sqlx: no connection was free in time, the pool is closed, or the database cannot be reached. How long it
/// took is recorded all the same.
pub async fn acquire<DB: Database>(pool: &Pool<DB>) -> Result<PoolConnection<DB>, sqlx::Error> {
    let _waiting = stack::span_id().map(|span| {
        record(&Fields::new(Some(span)), pool);
        Waiting(Instant::now())
    });
    pool.acquire().await
}

/// Somebody who waits for a connection, until this is dropped: also by somebody who has had enough of it.
struct Waiting(Instant);

impl Drop for Waiting {
    fn drop(&mut self) {
        let waited = self.0.elapsed().as_secs_f64();
        Fields::new(stack::span_id()).data("db.client.connection.wait_time", waited.to_value());
    }
}

macro_rules! results {
    ($($feature:literal $result:path;)*) => { $(
        #[cfg(feature = $feature)]
        impl super::Rows for $result {
            fn rows(&self) -> super::RowCount {
                super::RowCount::Affected(self.rows_affected())
            }
        }
    )* };
}

results! {
    "sqlx-mysql" sqlx::mysql::MySqlQueryResult;
    "sqlx-postgres" sqlx::postgres::PgQueryResult;
    "sqlx-sqlite" sqlx::sqlite::SqliteQueryResult;
}
