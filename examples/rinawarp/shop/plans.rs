//! The plans for sale: read once, then kept in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rina_trace::{span, traced_db};
use sqlx::{FromRow, SqlitePool};

use super::{AppError, Shop};

#[derive(Clone, FromRow)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) price_cents: i64,
}

#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<String, Plan>>);

impl Cache {
    fn get(&self, id: &str) -> Option<Plan> {
        let span = span!("cache.get", "Look up the plan", cache.key = [id]);
        let plan = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        span.set("cache.hit", plan.is_some());
        plan
    }

    fn put(&self, plan: Plan) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(plan.id.clone(), plan);
    }
}

pub(super) async fn find(shop: &Shop, id: &str) -> Result<Plan, AppError> {
    if let Some(plan) = shop.plans.get(id) {
        return Ok(plan);
    }
    let plan = read(&shop.db, id).await?.ok_or(AppError::NotFound("plan"))?;
    shop.plans.put(plan.clone());
    Ok(plan)
}

const READ: &str = "SELECT id, name, price_cents FROM plans WHERE id = ?";

#[traced_db(system = "sqlite", query = READ)]
async fn read(db: &SqlitePool, id: &str) -> sqlx::Result<Option<Plan>> {
    sqlx::query_as(READ).bind(id).fetch_optional(db).await
}
