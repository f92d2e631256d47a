//! `GET /report`, which takes longer than it may, and `GET /boom`, which breaks.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use rina_trace::{traced, traced_db};
use serde::Serialize;
use sqlx::{FromRow, SqlitePool};

use super::{AppError, Shop};

/// So as not to hold up those who write.
const PAUSE: Duration = Duration::from_millis(60);

#[derive(Serialize, FromRow)]
pub(super) struct Month {
    month: String,
    revenue_cents: i64,
}

pub(super) async fn report(State(shop): State<Arc<Shop>>) -> Result<Json<Vec<Month>>, AppError> {
    Ok(Json(year(&shop.db).await?))
}

#[traced(op = "business.report", name = "Revenue of the year")]
async fn year(db: &SqlitePool) -> sqlx::Result<Vec<Month>> {
    let mut months = Vec::with_capacity(12);
    for month in 1..=12 {
        months.push(revenue(db, &format!("2026-{month:02}")).await?);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(months)
}

const REVENUE: &str = "SELECT ?1 AS month, coalesce(sum(total_cents), 0) AS revenue_cents FROM orders \
                       WHERE created_at LIKE ?1 || '%'";

#[traced_db(system = "sqlite", query = REVENUE, data(month))]
async fn revenue(db: &SqlitePool, month: &str) -> sqlx::Result<Month> {
    sqlx::query_as(REVENUE).bind(month).fetch_one(db).await
}

pub(super) async fn boom() -> Json<i64> {
    Json(average(&[]))
}

/// Forgets, as it happens, that there may be no order at all.
#[traced(op = "business.statistics", name = "Average of the orders", data(orders = totals.len()))]
fn average(totals: &[i64]) -> i64 {
    totals.iter().sum::<i64>() / i64::try_from(totals.len()).unwrap_or(i64::MAX)
}
