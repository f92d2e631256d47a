//! The plans for sale: read once, then kept in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rina_trace::cache::ItemSize;
use rina_trace::{traced, traced_db};
use sqlx::{FromRow, SqlitePool};

use super::{AppError, Shop};

#[derive(Clone, FromRow)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) price_cents: i64,
}

impl ItemSize for Plan {
    fn item_size(&self) -> Option<usize> {
        Some(self.id.len() + self.name.len() + size_of_val(&self.price_cents))
    }
}

/// The plans that were asked for, by their ids.
#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<String, Plan>>);

impl Cache {
    #[traced(op = "cache.get")]
    fn get(&self, key: &str) -> Option<Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    #[traced(op = "cache.put")]
    fn put(&self, key: &str, value: Plan) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value);
    }
}

pub(super) async fn find(shop: &Shop, id: &str) -> Result<Plan, AppError> {
    if let Some(plan) = shop.plans.get(id) {
        return Ok(plan);
    }
    let plan = read(&shop.db, id).await?.ok_or(AppError::NotFound("plan"))?;
    shop.plans.put(id, plan.clone());
    Ok(plan)
}

const READ: &str = "SELECT id, name, price_cents FROM plans WHERE id = ?";

#[traced_db(system = "sqlite", query = READ)]
async fn read(db: &SqlitePool, id: &str) -> sqlx::Result<Option<Plan>> {
    sqlx::query_as(READ).bind(id).fetch_optional(db).await
}
