//! One call, one answer: what is said of each, and what names the span.

use rina_trace::ai::{Answer, Reply, Usage, record_answer};
use rina_trace::testing::{capture, capture_with};
use rina_trace::{Config, traced_ai};
use serde_json::{Value, json};

use super::{Refused, lines};
use crate::edge::block_on;

fn message() -> Value {
    json!({
        "id": "msg_01", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
        "content": [{ "type": "text", "text": "Hi" }], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": { "input_tokens": 25, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 10, "output_tokens": 15 },
    })
}

const CHAT: &str = "gen_ai.chat \"chat claude-sonnet-4-5\"";
const ASKED: &str = "gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"anthropic\" \
                     gen_ai.request.model=\"claude-sonnet-4-5\"";
const TOLD: &str = "gen_ai.response.id=\"msg_01\" gen_ai.response.model=\"claude-sonnet-4-5-20250929\" \
                    gen_ai.response.finish_reasons=\"[\\\"end_turn\\\"]\" gen_ai.usage.input_tokens=135 \
                    gen_ai.usage.cache_read.input_tokens=100 gen_ai.usage.cache_creation.input_tokens=10 \
                    gen_ai.usage.output_tokens=15 gen_ai.usage.total_tokens=150";

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5", operation = "chat")]
fn ask(fails: bool) -> Result<Value, Refused> {
    if fails { Err(Refused) } else { Ok(message()) }
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
async fn ask_async(fails: bool) -> Result<Value, Refused> {
    tokio::task::yield_now().await;
    if fails { Err(Refused) } else { Ok(message()) }
}

#[test]
fn an_answer_is_found_by_its_type() {
    assert_eq!(lines(&capture(|| ask(false))), format!("{CHAT} {ASKED} {TOLD}\n"));
    assert_eq!(lines(&capture(|| block_on(ask_async(false)))), format!("{CHAT} {ASKED} {TOLD}\n"));
    let error = "error.type=\"wire::ai::Refused\"";
    let failed = format!("{CHAT} [internal_error] {ASKED} {error}\n");
    assert_eq!(lines(&capture(|| ask(true))), failed);
    assert_eq!(lines(&capture(|| block_on(ask_async(true)))), failed);
}
