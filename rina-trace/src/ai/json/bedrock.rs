//! Bedrock's converse, whose models by their own API answer as their makers do.
//!
//! Source: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html>. Known by `json`.

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, sum, text};

/// The events of a stream, which stand below their name, or alone where a client has taken that off.
const EVENTS: [&str; 5] =
    ["messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata"];

/// A whole answer, or an event of a stream. False if it is neither.
pub(super) fn tell(answer: &Object, reply: &mut Reply) -> bool {
    if let Some((name, _)) =
        answer.iter().find(|(name, value)| name.ends_with("Exception") && value.is_object())
    {
        reply.error(name);
        return true;
    }
    if let Some(event) = EVENTS.iter().find_map(|name| object(answer, name)) {
        tell(event, reply);
        return true;
    }
    let used = object(answer, "usage").filter(|used| used.contains_key("inputTokens"));
    if let Some(used) = used {
        usage(used, reply);
    }
    let message = object(answer, "output").and_then(|output| object(output, "message"));
    for block in message.into_iter().flat_map(|message| objects(message, "content")) {
        tell_block(block, reply);
    }
    let begun = object(answer, "start");
    for block in begun.into_iter().chain(object(answer, "delta")) {
        tell_block(block, reply);
    }
    let reason = text(answer, "stopReason");
    if let Some(reason) = reason {
        reply.finish_reason(reason);
    }
    used.is_some() || message.is_some() || begun.is_some() || reason.is_some()
}

/// A block, or a piece of one.
fn tell_block(block: &Object, reply: &mut Reply) {
    if let Some(piece) = text(block, "text") {
        reply.text(piece);
    }
    if let Some(call) = object(block, "toolUse") {
        let arguments = match call.get("input") {
            Some(serde_json::Value::String(piece)) => piece.clone(),
            whole => whole.map(ToString::to_string).unwrap_or_default(),
        };
        reply.tool_call(text(call, "toolUseId"), text(call, "name"), &arguments);
    }
}

/// The cached tokens are beside the input, as with Anthropic, and the total has them in it.
fn usage(used: &Object, reply: &mut Reply) {
    let cached = number(used, "cacheReadInputTokens");
    let cache_creation = number(used, "cacheWriteInputTokens");
    reply.usage(Usage {
        input: sum(number(used, "inputTokens"), sum(cached, cache_creation)),
        cached,
        cache_creation,
        output: number(used, "outputTokens"),
        reasoning: None,
        total: number(used, "totalTokens"),
    });
}
