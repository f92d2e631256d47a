//! OpenAI's responses. Source: <https://platform.openai.com/docs/api-reference/responses-streaming>. Known by `json`.

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, tell_error, tell_id_and_model, text};

/// A whole response, or an event of a stream.
pub(super) fn tell(kind: &str, event: &Object, reply: &mut Reply) {
    match kind {
        "response.output_text.delta" | "response.refusal.delta" => {
            reply.text(text(event, "delta").unwrap_or_default());
        }
        "response.output_item.added" => {
            let item = object(event, "item").filter(|item| text(item, "type") == Some("function_call"));
            if let Some(item) = item {
                tell_call(number(event, "output_index"), item, reply);
            }
        }
        "response.function_call_arguments.delta" => {
            let (place, piece) = (number(event, "output_index"), text(event, "delta").unwrap_or_default());
            reply.tool_call_at(place, None, None, piece);
        }
        "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled" => {
            if let Some(response) = object(event, "response") {
                ended(response, reply);
            }
        }
        _ => match object(event, "response") {
            Some(response) => tell_id_and_model(response, reply),
            None if kind.is_empty() => whole(event, reply),
            None => {}
        },
    }
}

fn whole(response: &Object, reply: &mut Reply) {
    for item in objects(response, "output") {
        if text(item, "type") == Some("function_call") {
            tell_call(None, item, reply);
        }
        // What it has thought is not what it has said.
        let said = if text(item, "type") == Some("reasoning") { "" } else { "content" };
        for part in objects(item, said) {
            if let Some(piece) = text(part, "text").or_else(|| text(part, "refusal")) {
                reply.text(piece);
            }
        }
    }
    ended(response, reply);
}

fn tell_call(place: Option<u64>, item: &Object, reply: &mut Reply) {
    let (name, arguments) =
        (text(item, "name").unwrap_or_default(), text(item, "arguments").unwrap_or_default());
    reply.tool_call_at(place, text(item, "call_id"), Some(name), arguments);
}

/// A response that is not only begun. Its text has come before, where it was streamed.
fn ended(response: &Object, reply: &mut Reply) {
    tell_id_and_model(response, reply);
    let incomplete = object(response, "incomplete_details").and_then(|details| text(details, "reason"));
    match text(response, "status") {
        Some("queued" | "in_progress") | None => {}
        Some(status) => {
            reply.finish_reason(incomplete.unwrap_or(status));
            if status == "failed" {
                match response.get("error").filter(|error| !error.is_null()) {
                    Some(error) => tell_error(error, reply),
                    None => drop(reply.error("error")),
                }
            }
        }
    }
    if let Some(used) = object(response, "usage") {
        usage(used, reply);
    }
}

fn usage(used: &Object, reply: &mut Reply) {
    let of = |details, key| object(used, details).and_then(|details| number(details, key));
    reply.usage(Usage {
        input: number(used, "input_tokens"),
        cached: of("input_tokens_details", "cached_tokens"),
        cache_creation: of("input_tokens_details", "cache_write_tokens"),
        output: number(used, "output_tokens"),
        reasoning: of("output_tokens_details", "reasoning_tokens"),
        total: number(used, "total_tokens"),
    });
}
