//! Anthropic's messages. Source: <https://docs.claude.com/en/api/messages-streaming>. Known by `json`.

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, sum, tell_id_and_model, text};

pub(super) fn is_event(kind: &str) -> bool {
    kind == "message"
        || kind == "completion"
        || kind.starts_with("message_")
        || kind.starts_with("content_block_")
}

pub(super) fn tell(kind: &str, event: &Object, reply: &mut Reply) {
    match kind {
        "message_start" => {
            if let Some(message) = object(event, "message") {
                whole(message, reply);
            }
        }
        "content_block_start" => {
            if let Some(block) = object(event, "content_block") {
                begun(number(event, "index"), block, reply);
            }
        }
        "content_block_delta" => {
            if let Some(delta) = object(event, "delta") {
                if let Some(piece) = text(delta, "text") {
                    reply.text(piece);
                }
                if let Some(piece) = text(delta, "partial_json") {
                    reply.tool_call_at(number(event, "index"), None, None, piece);
                }
            }
        }
        "message_delta" => {
            if let Some(delta) = object(event, "delta") {
                stopped(delta, reply);
            }
            if let Some(used) = object(event, "usage") {
                usage(used, reply);
            }
        }
        "message_stop" => {
            reply.complete();
        }
        _ => whole(event, reply),
    }
}

fn whole(message: &Object, reply: &mut Reply) {
    tell_id_and_model(message, reply);
    stopped(message, reply);
    if let Some(used) = object(message, "usage") {
        usage(used, reply);
    }
    if let Some(piece) = text(message, "completion") {
        reply.text(piece);
    }
    for block in objects(message, "content") {
        let arguments = block.get("input").map(ToString::to_string).unwrap_or_default();
        match text(block, "type") {
            Some("text") => {
                reply.text(text(block, "text").unwrap_or_default());
            }
            Some("tool_use" | "server_tool_use") => {
                reply.tool_call(text(block, "id"), Some(text(block, "name").unwrap_or_default()), &arguments);
            }
            _ => {}
        }
    }
}

/// A block of which the contents are still to come.
fn begun(place: Option<u64>, block: &Object, reply: &mut Reply) {
    if let Some(name) = text(block, "name") {
        reply.tool_call_at(place, text(block, "id"), Some(name), "");
    } else if let Some(piece) = text(block, "text") {
        reply.text(piece);
    }
}

fn stopped(object: &Object, reply: &mut Reply) {
    if let Some(reason) = text(object, "stop_reason") {
        reply.finish_reason(reason);
    }
}

/// The cached tokens are beside the input and not in it. The last event of a stream may leave out what the first has
/// said of them.
pub(super) fn usage(used: &Object, reply: &mut Reply) {
    let before = reply.used();
    let is_ours = ["cache_read_input_tokens", "cache_creation_input_tokens"].map(|key| number(used, key));
    let cached = is_ours[0].or(before.cached);
    let cache_creation = is_ours[1].or(before.cache_creation);
    let input = number(used, "input_tokens").map(|input| {
        let beside = sum(cached, cache_creation).unwrap_or_default();
        input.saturating_add(beside)
    });
    let output = number(used, "output_tokens");
    let reasoning =
        object(used, "output_tokens_details").and_then(|details| number(details, "thinking_tokens"));
    reply.usage(Usage { input, cached, cache_creation, output, reasoning, total: None });
}
