//! OpenAI's chat completions, completions and embeddings, and the many who speak as it does.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat>. Known by `json`.

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, tell_id_and_model, text};

/// A whole answer, or a chunk of a stream.
pub(super) fn tell(answer: &Object, reply: &mut Reply) {
    tell_id_and_model(answer, reply);
    for choice in objects(answer, "choices") {
        let place = number(choice, "index").unwrap_or(0);
        if let Some(reason) = text(choice, "finish_reason") {
            reply.finish_reason_at(place, reason);
        }
        // The pieces of several answers come in turns: the first one is told.
        if place > 0 {
            continue;
        }
        if let Some(piece) = text(choice, "text") {
            reply.text(piece);
        }
        if let Some(message) = object(choice, "message").or_else(|| object(choice, "delta")) {
            tell_message(message, reply);
        }
    }
    // Groq says it in a place of its own while it streams.
    let elsewhere = object(answer, "x_groq").and_then(|own| object(own, "usage"));
    if let Some(used) = object(answer, "usage").or(elsewhere) {
        usage(used, reply);
    }
    // An answer without a stream, such as embeddings, is all there.
    if text(answer, "object") == Some("list") {
        reply.complete();
    }
}

fn tell_message(message: &Object, reply: &mut Reply) {
    if let Some(piece) = text(message, "content") {
        reply.text(piece);
    }
    if let Some(piece) = text(message, "refusal") {
        reply.text(piece);
    }
    for call in objects(message, "tool_calls") {
        let Some(function) = object(call, "function") else { continue };
        let arguments = text(function, "arguments").unwrap_or_default();
        let name = text(function, "name").filter(|name| !name.is_empty());
        reply.tool_call_at(number(call, "index"), text(call, "id"), name, arguments);
    }
}

fn usage(used: &Object, reply: &mut Reply) {
    let read = object(used, "prompt_tokens_details");
    let written = object(used, "completion_tokens_details");
    let of = |details: Option<&Object>, key| details.and_then(|details| number(details, key));
    reply.usage(Usage {
        input: number(used, "prompt_tokens"),
        cached: of(read, "cached_tokens").or_else(|| number(used, "prompt_cache_hit_tokens")),
        cache_creation: of(read, "cache_write_tokens"),
        output: number(used, "completion_tokens"),
        reasoning: of(written, "reasoning_tokens"),
        total: number(used, "total_tokens"),
    });
}
