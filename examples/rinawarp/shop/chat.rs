//! `POST /ai/chat`: a conversation with the model, whose events go to the client as they come.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::{AppError, Shop, anthropic, users};

#[derive(Deserialize)]
pub(super) struct ChatRequest {
    user_id: i64,
    message: String,
}

pub(super) async fn chat(
    State(shop): State<Arc<Shop>>,
    Json(request): Json<ChatRequest>,
) -> Result<impl IntoResponse, AppError> {
    if request.message.trim().is_empty() {
        return Err(AppError::Invalid { field: "message", reason: "must not be empty" });
    }
    users::sign_in(&shop, request.user_id).await?;
    let messages = [json!({ "role": "user", "content": request.message })];
    let events = anthropic::stream(&shop.outside, &messages).await?;
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, Body::new(reqwest::Body::from(events))))
}
