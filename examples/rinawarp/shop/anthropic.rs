//! Asks a model through Anthropic's messages: <https://docs.claude.com/en/api/messages>

use reqwest::StatusCode;
use rina_trace::ai::{self, Answer};
use rina_trace::traced_ai;
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
    id: String,
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

/// The last words of the model, and what they took.
impl Answer for Reply {
    fn tell(&self, reply: &mut ai::Reply) {
        let Usage { input_tokens, output_tokens } = self.usage;
        reply.id(&self.id).model(&self.model).finish_reason(&self.stop_reason);
        reply.usage(ai::Usage::new(input_tokens, output_tokens));
    }
}

#[traced_ai(provider = "anthropic", model = MODEL, messages = messages, data(gen_ai.request.max_tokens = 1024))]
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
