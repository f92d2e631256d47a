//! JSON of the providers, whole answers and events of streams, told by its shape.
//!
//! Whoever speaks the language of another, as most do that of OpenAI, is understood with it. A file for each language;
//! this one knows which is which. Known by `answer` and `reply`.

mod anthropic;
mod bedrock;
mod gemini;
mod ollama;
mod openai;
mod responses;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::Reply;

/// No kind of error is longer.
const MAX_WORD: usize = 64;

/// An object of JSON.
type Object = Map<String, Value>;

/// Tells what an answer or an event says.
pub(super) fn tell(value: &Value, reply: &mut Reply) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| tell(one, reply)),
        Value::String(text) if text == "[DONE]" => {
            reply.complete();
        }
        Value::Object(object) => tell_object(object, reply),
        _ => {}
    }
}

fn tell_object(object: &Object, reply: &mut Reply) {
    // The result of a tool of MCP says so with a flag.
    if object.get("isError").and_then(Value::as_bool) == Some(true) {
        reply.error("tool_error");
    }
    // What else a tool gives is its own, whatever it looks like.
    if reply.is_of_tool() {
        return;
    }
    if let Some(error) = object.get("error").filter(|error| !error.is_null()) {
        tell_error(error, reply);
    }
    let kind = text(object, "type").unwrap_or_default();
    // The stream of a response of OpenAI's says it without a place of its own.
    if kind == "error" && !object.contains_key("error") {
        tell_word(object, reply);
    }
    if kind.starts_with("response.") || text(object, "object") == Some("response") {
        return responses::tell(kind, object, reply);
    }
    if anthropic::is_event(kind) {
        return anthropic::tell(kind, object, reply);
    }
    if object.contains_key("choices") || has(object, "usage", "prompt_tokens") {
        return openai::tell(object, reply);
    }
    if ["candidates", "usageMetadata", "promptFeedback"].iter().any(|key| object.contains_key(*key)) {
        return gemini::tell(object, reply);
    }
    if object.contains_key("done") || object.contains_key("prompt_eval_count") {
        return ollama::tell(object, reply);
    }
    if bedrock::tell(object, reply) {
        return;
    }
    if let Some(usage) = self::object(object, "usage") {
        anthropic::usage(usage, reply);
    }
}

/// What went wrong, in the language of all of them: a word where there is one, else a code.
fn tell_error(error: &Value, reply: &mut Reply) {
    match error {
        Value::Object(error) if !error.is_empty() => tell_word(error, reply),
        // A sentence is no kind of error.
        Value::String(text) if !text.is_empty() => {
            let says = |words: &str| text.contains(words);
            reply.error(if says("not found") { "not_found" } else { "error" });
        }
        _ => {}
    }
}

fn tell_word(error: &Object, reply: &mut Reply) {
    // A sentence is no kind of error, and may have anything in it.
    let is_word = |word: &&str| {
        word.len() <= MAX_WORD
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    };
    let word = ["status", "code", "type"].iter().filter_map(|key| text(error, key)).find(is_word);
    let number = || number(error, "code").map(|code| code.to_string());
    reply.error(word.map(str::to_owned).or_else(number).as_deref().unwrap_or("error"));
}

fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

fn number(object: &Object, key: &str) -> Option<u64> {
    object.get(key)?.as_u64()
}

fn object<'a>(object: &'a Object, key: &str) -> Option<&'a Object> {
    object.get(key)?.as_object()
}

/// The objects in a list.
fn objects<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a Object> {
    object.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn has(outer: &Object, key: &str, inner: &str) -> bool {
    object(outer, key).is_some_and(|object| object.contains_key(inner))
}

/// What is there of two numbers, added.
fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

/// The id and the model, where they have these names.
fn tell_id_and_model(object: &Object, reply: &mut Reply) {
    if let Some(id) = text(object, "id") {
        reply.id(id);
    }
    if let Some(model) = text(object, "model") {
        reply.model(model);
    }
}
