//! Asks a model through Anthropic's messages: <https://docs.claude.com/en/api/messages>

use reqwest::StatusCode;
use rina_trace::traced;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AppError;
use crate::outgoing::Remote;

pub(super) const MODEL: &str = "claude-sonnet-4-5";
const API_KEY: &str = "sk-ant-rinawarp";

/// The model's answer.
#[derive(Deserialize)]
pub(super) struct Reply {
    pub(super) content: Vec<Block>,
    model: String,
    stop_reason: String,
    usage: Usage,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block {
    Text { text: String },
    ToolUse { id: String, name: String, input: Value },
}

#[derive(Deserialize)]
struct Usage {
    input_tokens: u64,
    output_tokens: u64,
}

#[traced(
    op = "gen_ai.chat",
    name = format!("chat {MODEL}"),
    data(
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = "anthropic",
        gen_ai.request.model = MODEL,
        gen_ai.request.max_tokens = 1024,
    ),
    ok(
        gen_ai.response.model = |reply| reply.model.clone(),
        gen_ai.response.finish_reasons = |reply| format!("[{:?}]", reply.stop_reason),
        gen_ai.usage.input_tokens = |reply| reply.usage.input_tokens,
        gen_ai.usage.output_tokens = |reply| reply.usage.output_tokens,
        gen_ai.usage.total_tokens = |reply| reply.usage.input_tokens + reply.usage.output_tokens,
    ),
)]
pub(super) async fn chat(anthropic: &Remote, messages: &[Value], tools: &Value) -> Result<Reply, AppError> {
    let request = anthropic.post("/v1/messages").header("x-api-key", API_KEY);
    let request = request.header("anthropic-version", "2023-06-01").json(&json!({
        "model": MODEL,
        "max_tokens": 1024,
        "messages": messages,
        "tools": tools,
    }));
    let response = request.send().await?;
    match response.status() {
        StatusCode::OK => Ok(response.json().await?),
        status => Err(AppError::Upstream { service: "Anthropic", reason: status.to_string() }),
    }
}
