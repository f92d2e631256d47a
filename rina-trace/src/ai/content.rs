//! Prompts and answers in the format of Sentry: `[{"role": "user", "parts": [{"type": "text", "content": ".."}]}]`.
//!
//! Source: <https://develop.sentry.dev/sdk/telemetry/traces/modules/ai-agents/>. Whatever a provider is sent is taken:
//! a text, a message, a list of them, or a whole request. Bounded, and without what is no text. Known by `input` and
//! `output`.

mod part;

use serde_json::{Map, Value as Json, json};

use self::part::parts;

/// The longest JSON that is kept, as Sentry's own SDKs keep it.
pub(super) const MAX_BYTES: usize = 20_000;

/// The longest text in it, where one message alone is too long, in characters.
const MAX_CHARS: usize = 10_000;

/// What a model is asked.
#[derive(Default)]
pub(super) struct Prompt {
    pub(super) messages: Vec<Json>,
    /// What stood among the messages and is told apart from them.
    pub(super) system: Vec<Json>,
}

/// Reads whatever a model is sent. Kept is what is new: the messages behind the last one of the model's own.
pub(super) fn prompt(sent: &Json) -> Prompt {
    let mut prompt = Prompt::default();
    read(sent, &mut prompt);
    let answered = prompt.messages.iter().rposition(|message| message["role"] == "assistant");
    if let Some(last) = answered
        && last + 1 < prompt.messages.len()
    {
        prompt.messages.drain(..=last);
    }
    prompt
}

fn read(sent: &Json, prompt: &mut Prompt) {
    match sent {
        Json::Array(all) => all.iter().for_each(|one| read(one, prompt)),
        Json::String(text) => prompt.messages.push(message("user", &[part::text(text)])),
        Json::Object(object) => {
            let inner = ["messages", "contents", "input", "prompt"].iter().find_map(|key| object.get(*key));
            match inner {
                Some(inner) if !object.contains_key("role") => read(inner, prompt),
                _ => read_message(object, prompt),
            }
        }
        _ => {}
    }
}

fn read_message(sent: &Map<String, Json>, prompt: &mut Prompt) {
    let parts = parts(sent);
    if parts.is_empty() {
        return;
    }
    let is_result = parts.iter().all(|part| part["type"] == "tool_call_response");
    let role = match sent.get("role").and_then(Json::as_str) {
        Some("system" | "developer") => return prompt.system.extend(parts),
        Some("model") => "assistant",
        Some("function") => "tool",
        Some(role) => role,
        None if is_result => "tool",
        None if parts.iter().all(|part| part["type"] == "tool_call") => "assistant",
        None => "user",
    };
    prompt.messages.push(message(role, &parts));
}

fn message(role: &str, parts: &[Json]) -> Json {
    json!({ "role": role, "parts": parts })
}

/// What a model is told of itself, as the parts of it.
pub(super) fn system(sent: &Json) -> Vec<Json> {
    let mut parts = match sent {
        Json::Array(all) => all.iter().flat_map(system).collect(),
        Json::String(text) => vec![part::text(text)],
        Json::Object(object) => parts(object),
        _ => Vec::new(),
    };
    parts.retain(|part| !part.is_null());
    parts
}

/// The arguments of a call, as the JSON that they are, or as the text that was to become it.
pub(super) fn arguments(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|_| Json::from(text))
}

/// The JSON of messages or parts: the first ones give way, and then what is long in the last.
pub(super) fn bounded(mut all: Vec<Json>) -> String {
    let mut sizes: Vec<usize> = all.iter().map(|one| one.to_string().len() + 1).collect();
    let mut size: usize = sizes.iter().sum();
    let mut gone = 0;
    while size > MAX_BYTES && sizes.len() - gone > 1 {
        size -= sizes[gone];
        gone += 1;
    }
    sizes.clear();
    all.drain(..gone);
    let mut room = MAX_CHARS;
    loop {
        let text = Json::Array(all.clone()).to_string();
        if text.len() <= MAX_BYTES {
            return text;
        }
        if room == 0 {
            return "[]".to_owned();
        }
        for one in &mut all {
            shorten(one, room);
        }
        room /= 2;
    }
}

/// A text that is no JSON.
pub(super) fn bounded_text(text: &str) -> String {
    let mut text = Json::from(part::clean_text(text));
    shorten(&mut text, MAX_CHARS);
    text.as_str().unwrap_or_default().to_owned()
}

/// Cuts each text in it to that many characters.
fn shorten(value: &mut Json, room: usize) {
    match value {
        Json::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(room)
                && text.len() - end > DOTS.len()
            {
                text.truncate(end);
                text.push_str(DOTS);
            }
        }
        Json::Array(all) => all.iter_mut().for_each(|one| shorten(one, room)),
        Json::Object(object) => object.values_mut().for_each(|one| shorten(one, room)),
        _ => {}
    }
}

const DOTS: &str = "...";

#[cfg(test)]
mod tests;
