//! The RinaWarp service: users, checkout, assistant, tools for other assistants, mail and a report.
//!
//! Each endpoint's file holds its handler, its rules and its queries. Knows the database and the services
//! outside; known by `main`.

mod ai;
mod anthropic;
mod chat;
mod checkout;
mod email;
mod error;
mod mails;
mod mcp;
mod payment;
mod plans;
mod report;
mod users;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use sqlx::SqlitePool;
use tower_http::timeout::TimeoutLayer;

pub(crate) use self::email::Mailer;
use self::error::AppError;
use self::mails::Mails;
pub(crate) use self::mails::queue_to;
use crate::outgoing::Remote;

/// How long the report may take.
const REPORT_TIMEOUT: Duration = Duration::from_millis(250);

/// What every handler needs.
pub(crate) struct Shop {
    db: SqlitePool,
    plans: plans::Cache,
    outside: Remote,
    mailer: Mailer,
    /// For what goes out after the response.
    mails: Mails,
}

impl Shop {
    pub(crate) fn new(db: SqlitePool, outside: Remote, mailer: Mailer, mails: Mails) -> Self {
        Self { db, plans: plans::Cache::default(), outside, mailer, mails }
    }
}

/// All endpoints of the service.
pub(crate) fn router(shop: Shop) -> Router {
    let timeout = TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, REPORT_TIMEOUT);
    Router::new()
        .route("/users", get(users::list))
        .route("/users/{id}", get(users::show))
        .route("/checkout", post(checkout::checkout))
        .route("/ai/command", post(ai::command))
        .route("/ai/chat", post(chat::chat))
        .route("/mcp", post(mcp::answer))
        .route("/email", post(email::email))
        .route("/report", get(report::report).layer(timeout))
        .route("/boom", get(report::boom))
        .with_state(Arc::new(shop))
}
