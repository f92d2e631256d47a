//! Without any tracing.

crate::service::service!();

pub(super) fn app(db: SqlitePool) -> Router {
    router(db)
}
