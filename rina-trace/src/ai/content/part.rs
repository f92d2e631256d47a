//! The parts of a message, out of what the providers call them; what is no text gives way to a word. Known by `content`.

use serde_json::{Map, Value as Json, json};

/// Stands for images, sounds and files, as in Sentry's own SDKs.
const BLOB: &str = "[Blob substitute]";

/// From how many bytes on a text that could be in base64 is taken for it.
const MIN_BLOB: usize = 256;

pub(super) fn text(text: &str) -> Json {
    json!({ "type": "text", "content": clean_text(text) })
}

/// All parts of a message: its contents, and what stands beside them.
pub(super) fn parts(message: &Map<String, Json>) -> Vec<Json> {
    let mut parts = Vec::new();
    let id = || message.get("tool_call_id").or_else(|| message.get("call_id"));
    match message.get("content").or_else(|| message.get("parts")) {
        Some(content) if message.get("role").is_some_and(|role| role == "tool") && id().is_some() => {
            parts.push(result(id(), Some(content)));
        }
        Some(Json::String(content)) => parts.push(text(content)),
        Some(Json::Array(all)) => parts.extend(all.iter().map(part)),
        Some(Json::Object(one)) => parts.push(of_object(one)),
        // A part that stands where a message might.
        None if !message.contains_key("role") => parts.push(of_object(message)),
        _ => {}
    }
    if let Some(Json::Array(calls)) = message.get("tool_calls") {
        parts.extend(calls.iter().filter_map(Json::as_object).map(|call| {
            let function = call.get("function").and_then(Json::as_object).unwrap_or(call);
            tool_call(call.get("id"), function.get("name"), function.get("arguments"))
        }));
    }
    if let Some(Json::Array(images)) = message.get("images") {
        parts.extend(images.iter().map(|_| blob("image")));
    }
    parts
}

fn part(part: &Json) -> Json {
    match part {
        Json::String(content) => text(content),
        Json::Object(object) => of_object(object),
        other => clean(other),
    }
}

fn of_object(part: &Map<String, Json>) -> Json {
    let inner = |key: &str| part.get(key).and_then(Json::as_object);
    let kind = part.get("type").and_then(Json::as_str).unwrap_or_default();
    match kind {
        "tool_use" => return tool_call(part.get("id"), part.get("name"), part.get("input")),
        "function_call" => return tool_call(part.get("call_id"), part.get("name"), part.get("arguments")),
        "tool_result" => return result(part.get("tool_use_id"), part.get("content")),
        "function_call_output" => return result(part.get("call_id"), part.get("output")),
        "thinking" => return json!({ "type": "reasoning", "content": part.get("thinking").map(clean) }),
        _ => {}
    }
    if let Some(Json::String(content)) = part.get("text") {
        return text(content);
    }
    if let Some(call) = inner("functionCall") {
        return tool_call(call.get("id"), call.get("name"), call.get("args"));
    }
    if let Some(call) = inner("toolUse") {
        return tool_call(call.get("toolUseId"), call.get("name"), call.get("input"));
    }
    if let Some(given) = inner("functionResponse") {
        return result(given.get("id").or_else(|| given.get("name")), given.get("response"));
    }
    if let Some(given) = inner("toolResult") {
        return result(given.get("toolUseId"), given.get("content"));
    }
    let modalities = ["image", "audio", "video", "document", "file", "inlineData", "inline_data"];
    let is_blob = |name: &&str| kind.contains(*name) || (kind.is_empty() && part.contains_key(*name));
    match modalities.iter().find(|name| is_blob(name)) {
        Some(modality) => blob(modality),
        None => Json::Object(clean_object(part)),
    }
}

fn blob(modality: &str) -> Json {
    let modality = if modality.starts_with("inline") { "file" } else { modality };
    json!({ "type": "blob", "modality": modality, "content": BLOB })
}

fn tool_call(id: Option<&Json>, name: Option<&Json>, arguments: Option<&Json>) -> Json {
    let arguments = match arguments {
        Some(Json::String(text)) => Some(clean(&super::arguments(text))),
        other => other.map(clean),
    };
    json!({ "type": "tool_call", "id": id, "name": name, "arguments": arguments })
}

fn result(id: Option<&Json>, result: Option<&Json>) -> Json {
    json!({ "type": "tool_call_response", "id": id, "result": result.map(clean) })
}

/// The same without what is no text, wherever it stands.
fn clean(value: &Json) -> Json {
    match value {
        Json::String(text) => Json::String(clean_text(text).to_owned()),
        // Bytes, as `serde` writes them.
        Json::Array(all) if all.len() > MIN_BLOB && all.iter().all(Json::is_u64) => Json::from(BLOB),
        Json::Array(all) => all.iter().map(clean).collect(),
        Json::Object(object) => Json::Object(clean_object(object)),
        other => other.clone(),
    }
}

fn clean_object(object: &Map<String, Json>) -> Map<String, Json> {
    object.iter().map(|(key, value)| (key.clone(), clean(value))).collect()
}

pub(super) fn clean_text(text: &str) -> &str {
    let is_url =
        text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) && text.contains(";base64,");
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    // Words have blanks between them.
    let is_blob = text.len() >= MIN_BLOB && text.bytes().all(is_base64);
    if is_url || is_blob { BLOB } else { text }
}
