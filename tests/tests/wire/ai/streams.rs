//! Streams that do not go as they should, and what is said of the time.

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use rina_trace::testing::{capture_async, capture_async_with};
use rina_trace::{Config, Value as Told, traced_ai};
use serde_json::{Value, json};

use super::{Refused, lines};
use crate::edge::block_on;

fn started() -> Value {
    json!({ "type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "claude-sonnet-4-5",
        "stop_reason": null, "usage": { "input_tokens": 25, "cache_read_input_tokens": 100, "output_tokens": 1 },
    } })
}

fn text() -> Value {
    json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Hi" } })
}

fn stopped() -> Value {
    json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 15 } })
}

fn overloaded() -> Value {
    json!({ "type": "error", "error": { "type": "overloaded_error", "message": "Overloaded" } })
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
async fn ask(
    events: Vec<Result<Value, Refused>>,
) -> Result<BoxStream<'static, Result<Value, Refused>>, Refused> {
    Ok(stream::iter(events).boxed())
}

/// What is recorded while so many items are read, and the stream is dropped.
fn read(events: Vec<Result<Value, Refused>>, pieces: usize) -> String {
    lines(&block_on(capture_async(async {
        let mut stream = ask(events).await.unwrap();
        for _ in 0..pieces {
            stream.next().await;
        }
    })))
}

const ASKED: &str = "gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"anthropic\" \
                     gen_ai.request.model=\"claude-sonnet-4-5\"";
const BEGUN: &str = "gen_ai.response.id=\"msg_1\" gen_ai.response.model=\"claude-sonnet-4-5\"";
const USED: &str = "gen_ai.usage.input_tokens=125 gen_ai.usage.cache_read.input_tokens=100";

#[test]
fn one_that_is_dropped_half_way_is_cancelled_with_what_has_come() {
    let events = || vec![Ok(started()), Ok(text()), Ok(text()), Ok(stopped())];
    assert_eq!(
        read(events(), 2),
        format!(
            "gen_ai.chat \"chat claude-sonnet-4-5\" [cancelled] {ASKED} {BEGUN} {USED} gen_ai.usage.output_tokens=1 \
             gen_ai.usage.total_tokens=126 gen_ai.response.streaming=true\n"
        )
    );
    assert_eq!(
        read(events(), 0),
        format!(
            "gen_ai.chat \"chat claude-sonnet-4-5\" [cancelled] {ASKED} gen_ai.response.streaming=true\n"
        )
    );
    let whole = format!(
        "gen_ai.chat \"chat claude-sonnet-4-5\" {ASKED} {BEGUN} gen_ai.response.finish_reasons=\"[\\\"end_turn\\\"]\" {USED} \
         gen_ai.usage.output_tokens=15 gen_ai.usage.total_tokens=140 gen_ai.response.streaming=true\n"
    );
    assert_eq!(read(events(), 4), whole, "all was there, though nobody asked whether more would come");
    assert_eq!(read(events(), 5), whole);
}

#[test]
fn an_event_that_is_an_error_sets_the_status() {
    let expected = format!(
        "gen_ai.chat \"chat claude-sonnet-4-5\" [unavailable] {ASKED} {BEGUN} {USED} gen_ai.usage.output_tokens=1 \
         gen_ai.usage.total_tokens=126 error.type=\"overloaded_error\" gen_ai.response.streaming=true\n"
    );
    // As one reads: nobody asks for more behind an error.
    for items in [2, 3] {
        assert_eq!(read(vec![Ok(started()), Ok(overloaded())], items), expected);
    }
}

#[test]
fn an_item_that_is_an_error_does_too_and_those_behind_it_do_not_mend_it() {
    let line = read(vec![Ok(started()), Err(Refused), Ok(stopped())], 4);
    assert!(
        line.contains(" [internal_error] ") && line.contains("error.type=\"wire::ai::Refused\""),
        "{line}"
    );
    assert!(line.contains("gen_ai.usage.output_tokens=15"), "{line}");
    let left = read(vec![Ok(started()), Err(Refused), Ok(stopped())], 2);
    assert!(left.contains(" [internal_error] "), "{left}");
}

#[test]
fn times_are_those_of_the_stream() {
    let traces = block_on(capture_async(async {
        let mut stream = ask(vec![Ok(started()), Ok(text()), Ok(stopped())]).await.unwrap();
        while stream.next().await.is_some() {}
    }));
    let root = &traces.segments()[0];
    let number = |key: &str| {
        let found = root.data().find(|(known, _)| *known == key);
        match found.unwrap_or_else(|| panic!("{key} is missing")).1 {
            Told::Float(number) => *number,
            other => panic!("{key} is {other:?}"),
        }
    };
    let length = root.duration().as_secs_f64();
    let first = number("gen_ai.response.time_to_first_chunk");
    assert!(first > 0.0 && first <= length, "{first} of {length}");
    let speed = number("gen_ai.response.tokens_per_second");
    // Fifteen tokens, in no more time than the span took.
    assert!(speed >= 15.0 / length * 0.99, "{speed} in {length}");
}

#[traced_ai(provider = "openai", model = "gpt")]
fn looked_at(items: Vec<Value>) -> impl Stream<Item = Value> {
    stream::iter(items)
}

#[test]
fn what_nobody_keeps_is_not_looked_at() {
    let config = Config::new().traces_sample_rate(0.0);
    let traces = block_on(capture_async_with(&config, async {
        let all: Vec<Value> = looked_at(vec![started(), overloaded()]).collect().await;
        assert_eq!(all, [started(), overloaded()]);
        let boxed: Vec<_> = ask(vec![Ok(started())]).await.unwrap().collect().await;
        assert_eq!(boxed.len(), 1);
    }));
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 2));
}
