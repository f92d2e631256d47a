//! Google's Gemini, by its own API and by Vertex AI.
//!
//! Source: <https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse>. Known by `json`.

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, sum, text};

/// A whole answer, or a chunk of a stream: each brings what was used up to then, and the last holds.
pub(super) fn tell(answer: &Object, reply: &mut Reply) {
    if let Some(id) = text(answer, "responseId") {
        reply.id(id);
    }
    if let Some(model) = text(answer, "modelVersion") {
        reply.model(model);
    }
    if let Some(reason) = object(answer, "promptFeedback").and_then(|feedback| text(feedback, "blockReason"))
    {
        reply.finish_reason(reason);
    }
    for candidate in objects(answer, "candidates") {
        let place = number(candidate, "index").unwrap_or(0);
        if let Some(reason) = text(candidate, "finishReason") {
            reply.finish_reason_at(place, reason);
        }
        if place > 0 {
            continue;
        }
        for part in object(candidate, "content").into_iter().flat_map(|content| objects(content, "parts")) {
            tell_part(part, reply);
        }
    }
    if let Some(used) = object(answer, "usageMetadata") {
        usage(used, reply);
    }
}

fn tell_part(part: &Object, reply: &mut Reply) {
    if part.get("thought").and_then(serde_json::Value::as_bool) == Some(true) {
        return;
    }
    if let Some(piece) = text(part, "text") {
        reply.text(piece);
    }
    if let Some(call) = object(part, "functionCall") {
        let arguments = call.get("args").map(ToString::to_string).unwrap_or_default();
        reply.tool_call(text(call, "id"), Some(text(call, "name").unwrap_or_default()), &arguments);
    }
}

/// The thoughts are beside the candidates, and what tools brought is beside the prompt.
fn usage(used: &Object, reply: &mut Reply) {
    let (written, thoughts) = (number(used, "candidatesTokenCount"), number(used, "thoughtsTokenCount"));
    reply.usage(Usage {
        input: sum(number(used, "promptTokenCount"), number(used, "toolUsePromptTokenCount")),
        cached: number(used, "cachedContentTokenCount"),
        cache_creation: None,
        output: sum(written, thoughts),
        reasoning: thoughts,
        total: number(used, "totalTokenCount"),
    });
}
