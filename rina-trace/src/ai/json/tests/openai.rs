//! The same of OpenAI, by its old API and its new one.

use serde_json::json;

use super::told;

#[test]
fn answers() {
    let answer = json!({
        "id": "chatcmpl-123", "object": "chat.completion", "created": 1_677_652_288, "model": "gpt-5.2-2025-12-11",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Hello!", "refusal": null },
            "logprobs": null, "finish_reason": "stop" }],
        "usage": {
            "prompt_tokens": 1117, "completion_tokens": 46, "total_tokens": 1163,
            "prompt_tokens_details": { "cached_tokens": 1024, "audio_tokens": 0 },
            "completion_tokens_details": { "reasoning_tokens": 30, "audio_tokens": 0 },
        },
        "service_tier": "default", "system_fingerprint": "fp_1",
    });
    assert_eq!(
        told(&[answer]),
        [
            "response.id=chatcmpl-123",
            "response.model=gpt-5.2-2025-12-11",
            "response.finish_reasons=[\"stop\"]",
            "usage.input_tokens=1117",
            "usage.cache_read.input_tokens=1024",
            "usage.output_tokens=46",
            "usage.reasoning.output_tokens=30",
            "usage.total_tokens=1163",
            "output.messages=[{\"finish_reason\":\"stop\",\"parts\":[{\"content\":\"Hello!\",\"type\":\"text\"}],\
             \"role\":\"assistant\"}]",
        ]
    );
    let embeddings = json!({
        "object": "list", "data": [{ "object": "embedding", "index": 0, "embedding": [0.1, 0.2] }],
        "model": "text-embedding-3-small", "usage": { "prompt_tokens": 8, "total_tokens": 8 },
    });
    let expected = ["response.model=text-embedding-3-small", "usage.input_tokens=8", "usage.total_tokens=8"];
    assert_eq!(told(&[embeddings]), expected);
}

#[test]
fn streams() {
    let chunk = |choices: serde_json::Value| json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-5.2", "choices": choices, "usage": null });
    let call = |call: serde_json::Value| {
        chunk(json!([{ "index": 0, "delta": { "tool_calls": [call] }, "finish_reason": null }]))
    };
    let mut last = chunk(json!([]));
    last["usage"] = json!({ "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13 });
    let events = [
        chunk(
            json!([{ "index": 0, "delta": { "role": "assistant", "content": "" }, "finish_reason": null }]),
        ),
        chunk(json!([{ "index": 0, "delta": { "content": "Hi" }, "finish_reason": null }])),
        call(
            json!({ "index": 0, "id": "call_1", "type": "function", "function": { "name": "f", "arguments": "" } }),
        ),
        call(json!({ "index": 0, "function": { "arguments": "{\"a\":" } })),
        call(json!({ "index": 0, "function": { "arguments": "1}" } })),
        chunk(json!([{ "index": 0, "delta": {}, "finish_reason": "tool_calls" }])),
        last,
        json!("[DONE]"),
    ];
    assert_eq!(
        told(&events),
        [
            "response.id=chatcmpl-1",
            "response.model=gpt-5.2",
            "response.finish_reasons=[\"tool_calls\"]",
            "usage.input_tokens=9",
            "usage.output_tokens=4",
            "usage.total_tokens=13",
            "output.messages=[{\"finish_reason\":\"tool_calls\",\"parts\":[{\"content\":\"Hi\",\"type\":\"text\"},\
             {\"arguments\":{\"a\":1},\"id\":\"call_1\",\"name\":\"f\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}]",
        ]
    );
}

#[test]
fn responses() {
    let response = json!({
        "id": "resp_1", "object": "response", "status": "completed", "error": null, "incomplete_details": null,
        "model": "gpt-5.2-2025-12-11",
        "output": [
            { "type": "reasoning", "id": "rs_1", "summary": [] },
            { "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
              "content": [{ "type": "output_text", "text": "Hello", "annotations": [] }] },
        ],
        "usage": {
            "input_tokens": 36, "input_tokens_details": { "cached_tokens": 20 },
            "output_tokens": 87, "output_tokens_details": { "reasoning_tokens": 64 }, "total_tokens": 123,
        },
    });
    let expected = [
        "response.id=resp_1",
        "response.model=gpt-5.2-2025-12-11",
        "response.finish_reasons=[\"completed\"]",
        "usage.input_tokens=36",
        "usage.cache_read.input_tokens=20",
        "usage.output_tokens=87",
        "usage.reasoning.output_tokens=64",
        "usage.total_tokens=123",
        "output.messages=[{\"finish_reason\":\"completed\",\"parts\":[{\"content\":\"Hello\",\"type\":\"text\"}],\
         \"role\":\"assistant\"}]",
    ];
    assert_eq!(told(std::slice::from_ref(&response)), expected);
    let events = [
        json!({ "type": "response.created", "response": { "id": "resp_1", "object": "response", "status": "in_progress" } }),
        json!({ "type": "response.output_item.added", "output_index": 0, "item": { "type": "message", "content": [] } }),
        json!({ "type": "response.output_text.delta", "output_index": 0, "delta": "Hel" }),
        json!({ "type": "response.output_text.delta", "output_index": 0, "delta": "lo" }),
        json!({ "type": "response.output_text.done", "output_index": 0, "text": "Hello" }),
        json!({ "type": "response.completed", "response": response }),
    ];
    assert_eq!(told(&events), expected);
    let failed = json!({ "type": "response.failed", "response": { "id": "resp_2", "object": "response", "status": "failed",
        "error": { "code": "rate_limit_exceeded", "message": "Slow down" } } });
    let expected =
        ["response.id=resp_2", "response.finish_reasons=[\"failed\"]", "error.type=rate_limit_exceeded"];
    assert_eq!(told(&[failed]), expected);
    let error = json!({ "type": "error", "code": "server_error", "message": "..", "sequence_number": 1 });
    assert_eq!(told(&[error]), ["error.type=server_error"]);
}

#[test]
fn calls_whose_pieces_come_in_turns() {
    let chunk = |calls: serde_json::Value| json!({ "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": { "tool_calls": calls } }] });
    let piece = |index: u64, text: &str| json!({ "index": index, "function": { "arguments": text } });
    let begun = |index: u64, name: &str| json!({ "index": index, "id": name, "function": { "name": name, "arguments": "" } });
    let events = [
        chunk(json!([begun(0, "f"), begun(1, "g")])),
        chunk(json!([piece(1, "{\"b\":"), piece(0, "{\"a\":")])),
        chunk(json!([piece(0, "1}")])),
        chunk(json!([piece(1, "2}")])),
    ];
    assert_eq!(
        told(&events),
        [
            "output.messages=[{\"parts\":[{\"arguments\":{\"a\":1},\"id\":\"f\",\"name\":\"f\",\"type\":\"tool_call\"},\
          {\"arguments\":{\"b\":2},\"id\":\"g\",\"name\":\"g\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}]"
        ]
    );
}
