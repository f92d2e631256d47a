//! Anthropic's messages: <https://docs.claude.com/en/api/messages>
//!
//! The model asks for the first tool that it is offered, and puts the tool's result into words. What it has made of
//! instructions that are to be cached, it keeps.

mod events;

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rina_trace::traced;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct MessagesRequest {
    model: String,
    max_tokens: u32,
    #[serde(default)]
    system: Vec<Value>,
    messages: Vec<Message>,
    #[serde(default)]
    tools: Vec<Tool>,
    #[serde(default)]
    stream: bool,
}

#[derive(Serialize, Deserialize)]
struct Message {
    role: String,
    content: Value,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

pub(super) async fn create_message(headers: HeaderMap, Json(request): Json<MessagesRequest>) -> Response {
    if !headers.contains_key("x-api-key") || !headers.contains_key("anthropic-version") {
        return error(StatusCode::UNAUTHORIZED, "authentication_error", "x-api-key header is required");
    }
    if request.messages.is_empty() || request.max_tokens == 0 {
        return error(StatusCode::BAD_REQUEST, "invalid_request_error", "messages: at least one is required");
    }
    let content = infer(&request).await;
    let message = json!({
        "id": "msg_01RinaWarp",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "stop_reason": if content["type"] == "tool_use" { "tool_use" } else { "end_turn" },
        "stop_sequence": null,
        "usage": usage(&request, &content),
        "content": [content],
    });
    if request.stream { events::stream(&message).into_response() } else { Json(message).into_response() }
}

/// The one content block of the answer.
#[traced(op = "ai.inference", name = "Run the model", data(messages = request.messages.len()))]
async fn infer(request: &MessagesRequest) -> Value {
    tokio::time::sleep(Duration::from_millis(45)).await;
    let result = request.messages.last().and_then(|last| last.content.pointer("/0/content"));
    match (result.and_then(Value::as_str), request.tools.first()) {
        (None, Some(tool)) => {
            json!({ "type": "tool_use", "id": "toolu_01", "name": tool.name, "input": {} })
        }
        (result, _) => {
            json!({ "type": "text", "text": format!("This is what I found: {}", result.unwrap_or("nothing")) })
        }
    }
}

/// Cached tokens are counted beside the input: <https://docs.claude.com/en/docs/build-with-claude/prompt-caching>
fn usage(request: &MessagesRequest, content: &Value) -> Value {
    static CACHED: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let (cached, plain): (Vec<_>, Vec<_>) =
        request.system.iter().partition(|block| block["cache_control"].is_object());
    let size = if cached.is_empty() { 0 } else { tokens(&cached) };
    let mut kept = CACHED.lock().unwrap_or_else(PoisonError::into_inner);
    let is_new = kept.get_or_insert_default().insert(json!(cached).to_string());
    json!({
        "input_tokens": tokens(&plain) + tokens(&request.messages),
        "cache_creation_input_tokens": if is_new { size } else { 0 },
        "cache_read_input_tokens": if is_new { 0 } else { size },
        "output_tokens": tokens(content),
    })
}

/// A token is about four letters.
fn tokens(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.len().div_ceil(4))
}

/// <https://docs.claude.com/en/api/errors>
fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    let error = json!({ "type": "error", "error": { "type": kind, "message": message } });
    (status, Json(error)).into_response()
}
