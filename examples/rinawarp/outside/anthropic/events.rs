//! An answer as the events in which Anthropic streams it:
//! <https://docs.claude.com/en/docs/build-with-claude/streaming>
//!
//! Knows the form of a message; known by what answers requests.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Value, json};

/// From one event to the next.
const PAUSE: Duration = Duration::from_millis(3);

/// The events of a message with one content block, each when it is ready.
pub(super) fn stream(message: &Value) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    Sse::new(stream::iter(events(message)).then(async |event| {
        tokio::time::sleep(PAUSE).await;
        let kind = event["type"].as_str().unwrap_or_default();
        Ok(Event::default().event(kind).data(event.to_string()))
    }))
}

fn events(message: &Value) -> Vec<Value> {
    let (mut begun, usage) = (message.clone(), &message["usage"]);
    begun["content"] = json!([]);
    begun["stop_reason"] = Value::Null;
    begun["usage"]["output_tokens"] = json!(1);
    let (block, deltas) = block(&message["content"][0]);
    let mut events = vec![
        json!({ "type": "message_start", "message": begun }),
        json!({ "type": "content_block_start", "index": 0, "content_block": block }),
        json!({ "type": "ping" }),
    ];
    events.extend(
        deltas.into_iter().map(|delta| json!({ "type": "content_block_delta", "index": 0, "delta": delta })),
    );
    let ended = json!({ "stop_reason": message["stop_reason"], "stop_sequence": message["stop_sequence"] });
    events.extend([
        json!({ "type": "content_block_stop", "index": 0 }),
        json!({ "type": "message_delta", "delta": ended, "usage": { "output_tokens": usage["output_tokens"] } }),
        json!({ "type": "message_stop" }),
    ]);
    events
}

/// A content block as it begins, and what is added to it: a text word by word, the input of a tool at once.
fn block(whole: &Value) -> (Value, Vec<Value>) {
    let mut begun = whole.clone();
    if let Some(text) = whole["text"].as_str() {
        begun["text"] = json!("");
        let words = text.split_inclusive(' ').map(|word| json!({ "type": "text_delta", "text": word }));
        return (begun, words.collect());
    }
    begun["input"] = json!({});
    (begun, vec![json!({ "type": "input_json_delta", "partial_json": whole["input"].to_string() })])
}
