//! Answers and streams as the providers send them, and what is read in them.

mod openai;

use serde_json::json;

use super::super::{Answer, Reply};

/// What is said of an answer that comes in these pieces, with its contents.
fn told(pieces: &[serde_json::Value]) -> Vec<String> {
    let mut reply = Reply::new(true);
    for piece in pieces {
        piece.tell(&mut reply);
    }
    let said = reply.attributes();
    said.iter().map(|one| format!("{}={}", one.key.trim_start_matches("gen_ai."), one.value)).collect()
}

const USAGE_OF_ANTHROPIC: [&str; 5] = [
    "usage.input_tokens=135",
    "usage.cache_read.input_tokens=100",
    "usage.cache_creation.input_tokens=10",
    "usage.output_tokens=15",
    "usage.total_tokens=150",
];

#[test]
fn anthropic_answers() {
    let answer = json!({
        "model": "claude-sonnet-4-5-20250929", "id": "msg_01XFDUDYJgAACzvnptvVoYEL", "type": "message", "role": "assistant",
        "content": [
            { "type": "text", "text": "Let me look." },
            { "type": "tool_use", "id": "toolu_01", "name": "get_weather", "input": { "location": "Paris" } },
        ],
        "stop_reason": "tool_use", "stop_sequence": null,
        "usage": {
            "input_tokens": 25, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 100,
            "cache_creation": { "ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 0 },
            "output_tokens": 15, "service_tier": "standard",
        },
    });
    let mut expected = vec![
        "response.id=msg_01XFDUDYJgAACzvnptvVoYEL",
        "response.model=claude-sonnet-4-5-20250929",
        "response.finish_reasons=[\"tool_use\"]",
    ];
    expected.extend(USAGE_OF_ANTHROPIC);
    expected.push(
        "output.messages=[{\"finish_reason\":\"tool_use\",\"parts\":[{\"content\":\"Let me look.\",\"type\":\"text\"},\
         {\"arguments\":{\"location\":\"Paris\"},\"id\":\"toolu_01\",\"name\":\"get_weather\",\"type\":\"tool_call\"}],\
         \"role\":\"assistant\"}]",
    );
    assert_eq!(told(&[answer]), expected);
}

#[test]
fn anthropic_streams() {
    let usage = json!({
        "input_tokens": 25, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 100, "output_tokens": 1,
    });
    let events = [
        json!({ "type": "message_start", "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "claude-sonnet-4-5",
            "stop_reason": null, "usage": usage,
        } }),
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
        json!({ "type": "ping" }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Hel" } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "lo" } }),
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "content_block_start", "index": 1, "content_block":
            { "type": "tool_use", "id": "toolu_1", "name": "f", "input": {} } }),
        json!({ "type": "content_block_delta", "index": 1, "delta":
            { "type": "input_json_delta", "partial_json": "{\"a\":" } }),
        json!({ "type": "content_block_delta", "index": 1, "delta": { "type": "input_json_delta", "partial_json": "1}" } }),
        json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use", "stop_sequence": null },
            "usage": { "output_tokens": 15 } }),
        json!({ "type": "message_stop" }),
    ];
    let mut expected = vec![
        "response.id=msg_1",
        "response.model=claude-sonnet-4-5",
        "response.finish_reasons=[\"tool_use\"]",
    ];
    expected.extend(USAGE_OF_ANTHROPIC);
    expected.push(
        "output.messages=[{\"finish_reason\":\"tool_use\",\"parts\":[{\"content\":\"Hello\",\"type\":\"text\"},\
         {\"arguments\":{\"a\":1},\"id\":\"toolu_1\",\"name\":\"f\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}]",
    );
    assert_eq!(told(&events), expected);
    // The input may be said again at the end, with what of it was cached or without.
    let mut last = events.clone();
    last[9]["usage"] = json!({ "input_tokens": 25, "output_tokens": 15 });
    assert_eq!(told(&last), expected);
}

#[test]
fn gemini_counts_thoughts_apart() {
    let chunk = |text: &str, used: serde_json::Value| {
        json!({
            "candidates": [{ "content": { "parts": [{ "text": text }], "role": "model" }, "index": 0 }],
            "usageMetadata": used, "modelVersion": "gemini-3-pro", "responseId": "r1",
        })
    };
    let mut last = chunk(
        "lo",
        json!({ "promptTokenCount": 12, "candidatesTokenCount": 5, "thoughtsTokenCount": 30, "totalTokenCount": 47,
            "cachedContentTokenCount": 8 }),
    );
    last["candidates"][0]["finishReason"] = json!("STOP");
    let events = [chunk("Hel", json!({ "promptTokenCount": 12, "totalTokenCount": 12 })), last];
    let expected = [
        "response.id=r1",
        "response.model=gemini-3-pro",
        "response.finish_reasons=[\"STOP\"]",
        "usage.input_tokens=12",
        "usage.cache_read.input_tokens=8",
        "usage.output_tokens=35",
        "usage.reasoning.output_tokens=30",
        "usage.total_tokens=47",
        "output.messages=[{\"finish_reason\":\"STOP\",\"parts\":[{\"content\":\"Hello\",\"type\":\"text\"}],\
         \"role\":\"assistant\"}]",
    ];
    assert_eq!(told(&events), expected);
    assert_eq!(told(&[json!(events)]), expected, "a list of chunks");
    let blocked =
        json!({ "promptFeedback": { "blockReason": "SAFETY" }, "usageMetadata": { "promptTokenCount": 4 } });
    assert_eq!(told(&[blocked]), ["response.finish_reasons=[\"SAFETY\"]", "usage.input_tokens=4"]);
}

#[test]
fn ollama_says_it_in_its_last_line() {
    let line = |text: &str, done: bool| json!({ "model": "llama3.2", "created_at": "..", "message": { "role": "assistant", "content": text }, "done": done });
    let mut last = line("", true);
    let told_last =
        json!({ "done_reason": "stop", "total_duration": 1, "prompt_eval_count": 26, "eval_count": 259 });
    last.as_object_mut().unwrap().extend(told_last.as_object().unwrap().clone());
    assert_eq!(
        told(&[line("Hi", false), last]),
        [
            "response.model=llama3.2",
            "response.finish_reasons=[\"stop\"]",
            "usage.input_tokens=26",
            "usage.output_tokens=259",
            "usage.total_tokens=285",
            "output.messages=[{\"finish_reason\":\"stop\",\"parts\":[{\"content\":\"Hi\",\"type\":\"text\"}],\
             \"role\":\"assistant\"}]",
        ]
    );
    let embeddings = json!({ "model": "nomic", "embeddings": [[0.1]], "prompt_eval_count": 8 });
    assert_eq!(told(&[embeddings]), ["response.model=nomic", "usage.input_tokens=8"]);
}

#[test]
fn bedrock_counts_what_is_cached_apart() {
    let usage = json!({ "inputTokens": 30, "outputTokens": 628, "totalTokens": 763, "cacheReadInputTokens": 100,
        "cacheWriteInputTokens": 5 });
    let answer = json!({
        "output": { "message": { "role": "assistant", "content": [{ "text": "Hello" },
            { "toolUse": { "toolUseId": "t1", "name": "f", "input": { "a": 1 } } }] } },
        "stopReason": "tool_use", "usage": usage, "metrics": { "latencyMs": 1275 },
    });
    let expected = [
        "response.finish_reasons=[\"tool_use\"]",
        "usage.input_tokens=135",
        "usage.cache_read.input_tokens=100",
        "usage.cache_creation.input_tokens=5",
        "usage.output_tokens=628",
        "usage.total_tokens=763",
        "output.messages=[{\"finish_reason\":\"tool_use\",\"parts\":[{\"content\":\"Hello\",\"type\":\"text\"},\
         {\"arguments\":{\"a\":1},\"id\":\"t1\",\"name\":\"f\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}]",
    ];
    assert_eq!(told(&[answer]), expected);
    let events = [
        json!({ "messageStart": { "role": "assistant" } }),
        json!({ "contentBlockDelta": { "delta": { "text": "Hel" }, "contentBlockIndex": 0 } }),
        json!({ "contentBlockDelta": { "delta": { "text": "lo" }, "contentBlockIndex": 0 } }),
        json!({ "contentBlockStart": { "start": { "toolUse": { "toolUseId": "t1", "name": "f" } }, "contentBlockIndex": 1 } }),
        json!({ "contentBlockDelta": { "delta": { "toolUse": { "input": "{\"a\":1}" } }, "contentBlockIndex": 1 } }),
        json!({ "messageStop": { "stopReason": "tool_use" } }),
        json!({ "metadata": { "usage": usage, "metrics": { "latencyMs": 1 } } }),
    ];
    assert_eq!(told(&events), expected);
    // A client may take the name of the event off.
    let bare: Vec<_> =
        events.iter().filter_map(|event| event.as_object()?.values().next().cloned()).collect();
    assert_eq!(told(&bare), expected);
    let error = json!({ "throttlingException": { "message": "Too many requests" } });
    assert_eq!(told(&[error]), ["error.type=throttlingException"]);
}

#[test]
fn errors_of_all_of_them() {
    for (error, word) in [
        (
            json!({ "type": "error", "error": { "type": "overloaded_error", "message": "Overloaded" } }),
            "overloaded_error",
        ),
        (
            json!({ "error": { "message": "..", "type": "insufficient_quota", "param": null, "code": null } }),
            "insufficient_quota",
        ),
        (
            json!({ "error": { "message": "..", "type": "tokens", "code": "rate_limit_exceeded" } }),
            "rate_limit_exceeded",
        ),
        (
            json!({ "error": { "code": 429, "message": "..", "status": "RESOURCE_EXHAUSTED" } }),
            "RESOURCE_EXHAUSTED",
        ),
        (json!({ "error": { "code": 502, "message": "Provider returned error" } }), "502"),
        (json!({ "error": "model 'llama9' not found" }), "not_found"),
        (json!({ "content": [{ "type": "text", "text": ".." }], "isError": true }), "tool_error"),
    ] {
        assert_eq!(told(&[error]), [format!("error.type={word}")]);
    }
}

#[test]
fn what_is_no_answer_tells_nothing() {
    for value in [
        json!(null),
        json!(1),
        json!("text"),
        json!([1, [2]]),
        json!({ "orders": [], "type": "order", "message": "m" }),
        json!({ "error": "" }),
        json!({ "error": {} }),
        json!({ "error": false, "isError": false }),
    ] {
        assert_eq!(told(&[value]), Vec::<String>::new());
    }
    let hostile = json!({ "choices": 1, "usage": { "prompt_tokens": -4, "completion_tokens": 1.5 }, "id": [], "model": {} });
    assert_eq!(told(&[hostile]), Vec::<String>::new());
}

#[test]
fn an_error_is_a_word_and_no_sentence() {
    let kind = |code: &str| told(&[json!({ "error": { "code": code } })]);
    assert_eq!(kind("rate_limit_exceeded"), ["error.type=rate_limit_exceeded"]);
    assert_eq!(kind("no user bob@example.com"), ["error.type=error"]);
}

#[test]
fn of_several_answers_the_first_is_told_and_each_has_its_reason_once() {
    let piece = |index: u64, text: &str, reason: Option<&str>| json!({ "choices": [{ "index": index, "delta": { "content": text }, "finish_reason": reason }] });
    let said = told(&[
        piece(0, "one", None),
        piece(1, "other", None),
        piece(0, " two", Some("stop")),
        piece(1, "", Some("length")),
        piece(0, "", Some("stop")),
    ]);
    let said = said.join(" ");
    assert!(said.contains("one two") && !said.contains("other"), "{said}");
    assert!(said.contains(r#"response.finish_reasons=["stop","length"]"#), "{said}");
}

#[test]
fn what_is_thought_is_not_said() {
    let said = told(&[json!({ "object": "response", "status": "completed", "output": [
        { "type": "reasoning", "content": [{ "type": "reasoning_text", "text": "hm" }] },
        { "type": "message", "content": [{ "type": "output_text", "text": "Hi" }] },
    ] })]);
    assert!(said.join(" ").contains("Hi") && !said.join(" ").contains("hm"), "{said:?}");
}
