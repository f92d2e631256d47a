//! What is kept of prompts, in the words of the providers.

use serde_json::{Value as Json, json};

use super::{MAX_BYTES, bounded, prompt, system};

fn messages(sent: &Json) -> Json {
    Json::Array(prompt(sent).messages)
}

fn said(role: &str, text: &str) -> Json {
    json!({ "role": role, "parts": [{ "type": "text", "content": text }] })
}

#[test]
fn a_text_a_message_a_list_or_a_whole_request() {
    let expected = json!([said("user", "Hello")]);
    for sent in [
        json!("Hello"),
        json!({ "role": "user", "content": "Hello" }),
        json!([{ "role": "user", "content": [{ "type": "text", "text": "Hello" }] }]),
        json!({ "model": "m", "messages": [{ "role": "user", "content": "Hello" }] }),
        json!({ "contents": [{ "role": "user", "parts": [{ "text": "Hello" }] }] }),
        json!({ "contents": [{ "parts": [{ "text": "Hello" }] }] }),
        json!({ "model": "m", "input": "Hello" }),
        json!({ "input": [{ "type": "message", "role": "user", "content": [{ "type": "input_text", "text": "Hello" }] }] }),
        json!([{ "role": "user", "parts": [{ "type": "text", "content": "Hello" }] }]),
    ] {
        assert_eq!(messages(&sent), expected, "{sent}");
    }
}

#[test]
fn what_is_new_is_kept_and_the_system_is_told_apart() {
    let sent = json!([
        { "role": "system", "content": "Be brief." },
        { "role": "user", "content": "One" },
        { "role": "assistant", "content": "1" },
        { "role": "user", "content": "Two" },
    ]);
    let prompt = prompt(&sent);
    assert_eq!(Json::Array(prompt.messages), json!([said("user", "Two")]));
    assert_eq!(Json::Array(prompt.system), json!([{ "type": "text", "content": "Be brief." }]));
    let begun =
        json!([{ "role": "user", "content": "One" }, { "role": "model", "parts": [{ "text": "1" }] }]);
    assert_eq!(
        messages(&begun),
        json!([said("user", "One"), said("assistant", "1")]),
        "nothing is behind it"
    );
}

#[test]
fn tools_in_the_words_of_all() {
    let call = json!({ "type": "tool_call", "id": "t1", "name": "f", "arguments": { "a": 1 } });
    let answer = json!({ "type": "tool_call_response", "id": "t1", "result": "9" });
    for (called, answered) in [
        (
            json!({ "role": "assistant", "content": [{ "type": "tool_use", "id": "t1", "name": "f", "input": { "a": 1 } }] }),
            json!({ "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "t1", "content": "9" }] }),
        ),
        (
            json!({ "role": "assistant", "content": null, "tool_calls": [
                { "id": "t1", "type": "function", "function": { "name": "f", "arguments": "{\"a\":1}" } }] }),
            json!({ "role": "tool", "tool_call_id": "t1", "content": "9" }),
        ),
        (
            json!({ "type": "function_call", "call_id": "t1", "name": "f", "arguments": "{\"a\":1}" }),
            json!({ "type": "function_call_output", "call_id": "t1", "output": "9" }),
        ),
        (
            json!({ "role": "model", "parts": [{ "functionCall": { "id": "t1", "name": "f", "args": { "a": 1 } } }] }),
            json!({ "role": "user", "parts": [{ "functionResponse": { "id": "t1", "name": "f", "response": "9" } }] }),
        ),
        (
            json!({ "role": "assistant", "content": [{ "toolUse": { "toolUseId": "t1", "name": "f", "input": { "a": 1 } } }] }),
            json!({ "role": "user", "content": [{ "toolResult": { "toolUseId": "t1", "content": "9" } }] }),
        ),
    ] {
        assert_eq!(messages(&called)[0], json!({ "role": "assistant", "parts": [call] }));
        assert_eq!(messages(&json!([called, answered]))[0]["parts"], json!([answer]), "{answered}");
    }
}

#[test]
fn what_is_no_text_gives_way_to_a_word() {
    let base64 = "iVBORw0KGgo".repeat(40);
    let blob =
        |modality: &str| json!({ "type": "blob", "modality": modality, "content": "[Blob substitute]" });
    for (part, expected) in [
        (
            json!({ "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "aGk=" } }),
            blob("image"),
        ),
        (json!({ "type": "image_url", "image_url": { "url": "data:image/png;base64,aGk=" } }), blob("image")),
        (json!({ "type": "input_audio", "input_audio": { "data": base64, "format": "wav" } }), blob("audio")),
        (json!({ "inlineData": { "mimeType": "image/png", "data": base64 } }), blob("file")),
        (json!({ "image": { "format": "png", "source": { "bytes": [1, 2, 3] } } }), blob("image")),
        (json!({ "text": base64 }), json!({ "type": "text", "content": "[Blob substitute]" })),
        (json!({ "type": "other", "x": [base64] }), json!({ "type": "other", "x": ["[Blob substitute]"] })),
        (json!({ "type": "other", "x": vec![7; 300] }), json!({ "type": "other", "x": "[Blob substitute]" })),
    ] {
        assert_eq!(
            messages(&json!({ "role": "user", "content": [part] }))[0]["parts"],
            json!([expected]),
            "{part}"
        );
    }
    let ollama = json!({ "role": "user", "content": "See", "images": [base64] });
    assert_eq!(messages(&ollama)[0]["parts"][1], blob("image"));
}

#[test]
fn systems_are_texts_or_parts() {
    let expected = json!([{ "type": "text", "content": "Be brief." }]);
    for sent in [
        json!("Be brief."),
        json!([{ "type": "text", "text": "Be brief.", "cache_control": { "type": "ephemeral" } }]),
        json!({ "parts": [{ "text": "Be brief." }] }),
    ] {
        assert_eq!(Json::Array(system(&sent)), expected, "{sent}");
    }
}

#[test]
fn the_last_messages_are_kept_and_a_long_one_is_cut() {
    let many: Vec<Json> = (0..100).map(|n| said("user", &format!("{n} {}", "word ".repeat(100)))).collect();
    let kept = bounded(many);
    assert!(kept.len() <= MAX_BYTES && kept.len() > MAX_BYTES - 1000, "{}", kept.len());
    let kept: Vec<Json> = serde_json::from_str(&kept).unwrap();
    assert!(kept.last().unwrap().to_string().contains("\"99 word"));
    for text in ["word ".repeat(10_000), "ä ".repeat(30_000), "\u{1} ".repeat(30_000)] {
        let kept = bounded(vec![said("user", &text)]);
        assert!(kept.len() <= MAX_BYTES, "{}", kept.len());
        let kept: Json = serde_json::from_str(&kept).unwrap();
        let content = kept[0]["parts"][0]["content"].as_str().unwrap();
        assert!(content.ends_with("...") && content.len() > 2000, "{}", content.len());
    }
    let parts: Vec<Json> = (0..20_000).map(|_| json!({ "type": "text", "content": "" })).collect();
    assert_eq!(bounded(vec![json!({ "role": "user", "parts": parts })]), "[]", "nothing of it can be kept");
}
