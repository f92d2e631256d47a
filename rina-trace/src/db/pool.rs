//! How a pool of connections is. Known by users, who implement it for their pools, and by expanded code.

use crate::fields::Fields;
use crate::value::IntoValue;

/// What a pool of connections tells of itself.
///
/// [`macro@crate::traced_db`] records it when the span starts: `pool = self.pool`. The keys are those of OpenTelemetry's
/// [metrics of connections](https://opentelemetry.io/docs/specs/semconv/db/database-metrics/), since neither
/// knows them as attributes: `db.client.connection.count`, `db.client.connection.idle` and `db.client.connection.max`.
/// Pools of sqlx implement it (feature `sqlx`).
///
/// ```
/// use rina_trace::db::PoolState;
///
/// struct Pool {
///     open: u32,
///     free: u32,
/// }
///
/// impl PoolState for Pool {
///     fn connections(&self) -> Option<u64> {
///         Some(self.open.into())
///     }
///
///     fn idle_connections(&self) -> Option<u64> {
///         Some(self.free.into())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is no pool of connections that is known",
    note = "pools of sqlx need the feature `sqlx`; for others implement `rina_trace::db::PoolState`"
)]
pub trait PoolState {
    /// Connections that are open, idle ones among them.
    fn connections(&self) -> Option<u64>;

    /// Connections that nobody uses.
    fn idle_connections(&self) -> Option<u64>;

    /// How many connections there may be; `None` where that is not known.
    fn max_connections(&self) -> Option<u64> {
        None
    }
}

macro_rules! behind {
    ($($pointer:ty),*) => { $(
        impl<P: PoolState + ?Sized> PoolState for $pointer {
            fn connections(&self) -> Option<u64> {
                (**self).connections()
            }

            fn idle_connections(&self) -> Option<u64> {
                (**self).idle_connections()
            }

            fn max_connections(&self) -> Option<u64> {
                (**self).max_connections()
            }
        }
    )* };
}

behind!(&P, &mut P, Box<P>, std::sync::Arc<P>);

/// Records how a pool is.
pub(crate) fn record(fields: &Fields, pool: &dyn PoolState) {
    fields.data("db.client.connection.count", pool.connections().to_value());
    fields.data("db.client.connection.idle", pool.idle_connections().to_value());
    fields.data("db.client.connection.max", pool.max_connections().to_value());
}
