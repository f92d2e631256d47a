//! Asks a model through Anthropic's messages, for a whole answer or for its events as they come:
//! <https://docs.claude.com/en/api/messages>, <https://docs.claude.com/en/docs/build-with-claude/streaming>

use reqwest::{Response, StatusCode};
use rina_trace::ai::{self, Answer};
use rina_trace::traced_ai;
use serde::Deserialize;
use serde_json::{Value, json};

use super::AppError;
use crate::outgoing::Remote;

pub(super) const MODEL: &str = "claude-sonnet-4-5";
const API_KEY: &str = "sk-ant-rinawarp";
const MAX_TOKENS: u32 = 1024;
const INSTRUCTIONS: &str =
    "You are the assistant of RinaWarp, which sells plans by the seat. Answer in one sentence.";

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
    #[serde(rename = "input_tokens")]
    input: u64,
    #[serde(rename = "cache_creation_input_tokens")]
    written: u64,
    #[serde(rename = "cache_read_input_tokens")]
    read: u64,
    #[serde(rename = "output_tokens")]
    output: u64,
}

/// The last words of the model, and what they took.
impl Answer for Reply {
    fn tell(&self, reply: &mut ai::Reply) {
        let Usage { input, written, read, output } = self.usage;
        reply.id(&self.id).model(&self.model).finish_reason(&self.stop_reason);
        reply.usage(ai::Usage {
            cached: Some(read),
            cache_creation: Some(written),
            // Anthropic counts cached tokens beside the input, Sentry among it.
            ..ai::Usage::new(input + written + read, output)
        });
    }
}

#[traced_ai(
    provider = "anthropic",
    model = MODEL,
    system_instructions = INSTRUCTIONS,
    messages = messages,
    data(gen_ai.request.max_tokens = MAX_TOKENS)
)]
pub(super) async fn chat(anthropic: &Remote, messages: &[Value], tools: &Value) -> Result<Reply, AppError> {
    let mut request = request(messages);
    request["tools"] = tools.clone();
    Ok(send(anthropic, &request).await?.json().await?)
}

/// The events of an answer in words, in the body of the response; the span ends with the last of them.
#[traced_ai(
    provider = "anthropic",
    model = MODEL,
    system_instructions = INSTRUCTIONS,
    messages = messages,
    data(gen_ai.request.max_tokens = MAX_TOKENS)
)]
pub(super) async fn stream(anthropic: &Remote, messages: &[Value]) -> Result<Response, AppError> {
    let mut request = request(messages);
    request["stream"] = json!(true);
    send(anthropic, &request).await
}

/// The instructions are the same in each, so Anthropic keeps what it has made of them:
/// <https://docs.claude.com/en/docs/build-with-claude/prompt-caching>
fn request(messages: &[Value]) -> Value {
    json!({
        "model": MODEL,
        "max_tokens": MAX_TOKENS,
        "system": [{ "type": "text", "text": INSTRUCTIONS, "cache_control": { "type": "ephemeral" } }],
        "messages": messages,
    })
}

async fn send(anthropic: &Remote, request: &Value) -> Result<Response, AppError> {
    let post = anthropic.post("/v1/messages").header("x-api-key", API_KEY);
    let response = post.header("anthropic-version", "2023-06-01").json(request).send().await?;
    match response.status() {
        StatusCode::OK => Ok(response),
        status => Err(AppError::Upstream { service: "Anthropic", reason: status.to_string() }),
    }
}
