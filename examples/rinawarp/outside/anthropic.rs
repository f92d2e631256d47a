//! Anthropic's messages: <https://docs.claude.com/en/api/messages>
//!
//! The model asks for the first tool that it is offered, and puts the tool's result into words.

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
    messages: Vec<Message>,
    #[serde(default)]
    tools: Vec<Tool>,
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
    Json(json!({
        "id": "msg_01RinaWarp",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "stop_reason": if content["type"] == "tool_use" { "tool_use" } else { "end_turn" },
        "usage": { "input_tokens": tokens(&request.messages), "output_tokens": tokens(&content) },
        "content": [content],
    }))
    .into_response()
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

/// A token is about four letters.
fn tokens(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |text| text.len().div_ceil(4))
}

/// <https://docs.claude.com/en/api/errors>
fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    let error = json!({ "type": "error", "error": { "type": kind, "message": message } });
    (status, Json(error)).into_response()
}
