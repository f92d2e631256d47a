//! Ollama's chat, generation and embeddings. Source: <https://github.com/ollama/ollama/blob/main/docs/api.md>. Known by `json`.

use serde_json::Value;

use super::super::{Reply, Usage};
use super::{Object, number, object, objects, text};

/// A whole answer, or a line of a stream, of which the last says what was used.
pub(super) fn tell(answer: &Object, reply: &mut Reply) {
    if let Some(model) = text(answer, "model") {
        reply.model(model);
    }
    if let Some(message) = object(answer, "message") {
        reply.text(text(message, "content").unwrap_or_default());
        for call in objects(message, "tool_calls").filter_map(|call| object(call, "function")) {
            let arguments = call.get("arguments").map(ToString::to_string).unwrap_or_default();
            reply.tool_call(text(call, "id"), Some(text(call, "name").unwrap_or_default()), &arguments);
        }
    }
    if let Some(piece) = text(answer, "response") {
        reply.text(piece);
    }
    let (input, output) = (number(answer, "prompt_eval_count"), number(answer, "eval_count"));
    reply.usage(Usage { input, output, ..Usage::default() });
    if answer.get("done").and_then(Value::as_bool) == Some(true) {
        match text(answer, "done_reason") {
            Some(reason) => reply.finish_reason(reason),
            None => reply.complete(),
        };
    }
}
