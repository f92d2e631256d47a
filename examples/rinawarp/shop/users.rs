//! `GET /users` and `GET /users/{id}`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use rina_trace::traced_db;
use serde::Serialize;
use sqlx::{FromRow, SqlitePool};

use super::{AppError, Shop};

#[derive(Serialize, FromRow)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) plan: String,
}

pub(super) async fn list(State(shop): State<Arc<Shop>>) -> Result<Json<Vec<User>>, AppError> {
    let users = list_active(&shop.db).await?;
    rina_trace::add_transaction_data("users.count", users.len());
    Ok(Json(users))
}

pub(super) async fn show(State(shop): State<Arc<Shop>>, Path(id): Path<i64>) -> Result<Json<User>, AppError> {
    find(&shop.db, id).await?.map(Json).ok_or(AppError::NotFound("user"))
}

/// Finds the user on whose behalf a request runs, and says so to Sentry.
pub(super) async fn sign_in(shop: &Shop, id: i64) -> Result<User, AppError> {
    let user = find(&shop.db, id).await?.ok_or(AppError::NotFound("user"))?;
    rina_trace::set_user(rina_trace::User { id: Some(user.id.to_string()), ..Default::default() });
    rina_trace::add_transaction_tags([("user.plan", user.plan.clone())]);
    Ok(user)
}

const LIST_ACTIVE: &str = "SELECT id, name, email, plan FROM users WHERE active = 1 ORDER BY name";

#[traced_db(system = "sqlite", query = LIST_ACTIVE)]
async fn list_active(db: &SqlitePool) -> sqlx::Result<Vec<User>> {
    sqlx::query_as(LIST_ACTIVE).fetch_all(db).await
}

const FIND: &str = "SELECT id, name, email, plan FROM users WHERE id = ?";

#[traced_db(system = "sqlite", query = FIND, data(user.id = %id))]
async fn find(db: &SqlitePool, id: i64) -> sqlx::Result<Option<User>> {
    sqlx::query_as(FIND).bind(id).fetch_optional(db).await
}
