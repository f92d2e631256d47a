//! Prompts and answers: recorded only where somebody has said so, in one format, and bounded.

use std::cell::Cell;

use futures_util::{Stream, StreamExt, stream};
use rina_trace::ai::record_answer;
use rina_trace::testing::{Traces, capture_async_with, capture_with};
use rina_trace::{Config, traced_ai};
use serde::Serialize;
use serde_json::{Value, json};

use super::Refused;
use crate::edge::block_on;

/// A message of a typed client.
#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

thread_local! {
    static EVALUATED: Cell<u32> = const { Cell::new(0) };
}

fn prompt(text: &str) -> Vec<Message> {
    EVALUATED.set(EVALUATED.get() + 1);
    vec![Message { role: "user", content: text.to_owned() }]
}

fn answer() -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
        "content": [{ "type": "text", "text": "The secret is 42." }], "stop_reason": "end_turn",
        "usage": { "input_tokens": 9, "output_tokens": 4 },
    })
}

#[traced_ai(
    provider = "anthropic",
    model = "claude-sonnet-4-5",
    system_instructions = "Be brief.",
    messages = prompt(text)
)]
async fn ask(text: &str) -> Result<Value, Refused> {
    Ok(answer())
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5", messages = prompt(text), record_inputs = true, record_outputs = false)]
fn as_it_says(text: &str) -> Value {
    answer()
}

#[traced_ai(
    tool = "search",
    data(gen_ai.tool.call.arguments = ?query),
    ok(gen_ai.tool.call.result = |found| found.join(","))
)]
fn search(query: &str) -> Vec<String> {
    vec![format!("{query} found")]
}

#[traced_ai(operation = "embeddings", provider = "openai", model = "text-embedding-3-small", messages = texts)]
fn embed(texts: &[&str]) {}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
fn streamed() -> impl Stream<Item = Value> {
    let piece = |text: &str| json!({ "type": "content_block_delta", "delta": { "type": "text_delta", "text": text } });
    stream::iter([piece("The secret "), piece("is 42.")])
}

fn captured(config: &Config) -> Traces {
    block_on(capture_async_with(&config.clone().traces_sample_rate(1.0), async {
        ask("Who are you?").await.unwrap();
        as_it_says("Who are you?");
        search("Ada");
        streamed().collect::<Vec<_>>().await;
    }))
}

/// The keys of contents on each of the four, with their values.
fn contents(traces: &Traces) -> [Vec<String>; 4] {
    const CONTENTS: [&str; 5] = [
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
    ];
    let of = |index: usize| {
        let known = traces.segments()[index].data().filter(|(key, _)| CONTENTS.contains(key));
        known.map(|(key, value)| format!("{}={value}", key.trim_start_matches("gen_ai."))).collect()
    };
    [of(0), of(1), of(2), of(3)]
}

const SYSTEM: &str = "system_instructions=[{\"content\":\"Be brief.\",\"type\":\"text\"}]";
const ASKED: &str =
    "input.messages=[{\"parts\":[{\"content\":\"Who are you?\",\"type\":\"text\"}],\"role\":\"user\"}]";
const ANSWERED: &str = "output.messages=[{\"finish_reason\":\"end_turn\",\"parts\":[{\"content\":\"The secret is 42.\",\
                        \"type\":\"text\"}],\"role\":\"assistant\"}]";
const STREAMED: &str = "output.messages=[{\"parts\":[{\"content\":\"The secret is 42.\",\"type\":\"text\"}],\
                        \"role\":\"assistant\"}]";
const ARGUMENTS: &str = "tool.call.arguments=\"Ada\"";
const RESULT: &str = "tool.call.result=Ada found";

#[test]
fn without_a_word_nothing_of_them_is_recorded_or_evaluated() {
    let traces = captured(&Config::new());
    let [asked, as_it_says, tool, streamed] = contents(&traces);
    assert_eq!((asked, tool, streamed), (vec![], vec![], vec![]));
    assert_eq!(as_it_says, [ASKED], "this one says it itself");
    assert!(!traces.to_string().contains("secret is"), "{traces}");
}

/// Contents in other places than where one looks for them, and by names of old.
#[traced_ai(
    tool = "search",
    data(gen_ai.tool.call.result = text, mcp.tool.result.content = text),
    tags(gen_ai.tool.call.arguments = text, gen_ai.tool.output = text),
    ok(gen_ai.input.messages = |found| found.clone())
)]
#[allow(deprecated)]
fn crossed(text: &str) -> String {
    text.to_owned()
}

/// The answer is told by the body.
#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5", record_outputs = false)]
fn tells_itself() -> bool {
    record_answer(&answer());
    true
}

#[test]
fn contents_are_contents_wherever_they_stand() {
    let run = |config: &Config| {
        capture_with(&config.clone().traces_sample_rate(1.0), || {
            crossed("hunter2");
            tells_itself();
        })
    };
    let off = run(&Config::new()).to_string();
    assert!(!off.contains("hunter2") && !off.contains("secret is"), "{off}");
    let on = run(&Config::new().send_default_pii(true)).to_string();
    assert_eq!(on.matches("hunter2").count(), 5, "{on}");
    assert!(!on.contains("secret is") && on.contains("gen_ai.usage.output_tokens=4"), "{on}");
}

#[traced_ai(tool = "search")]
fn looks_like_a_model() -> Value {
    json!({ "choices": [], "id": "ada", "model": "bob", "usage": { "prompt_tokens": 1 }, "error": { "code": "eve" } })
}

#[test]
fn what_a_tool_gives_is_no_answer_of_a_model() {
    let traces = capture_with(&Config::new().traces_sample_rate(1.0), || _ = looks_like_a_model());
    let text = traces.to_string();
    assert!(["ada", "bob", "eve", "usage", "error"].iter().all(|word| !text.contains(word)), "{text}");
}

#[test]
fn what_is_not_recorded_is_not_evaluated() {
    let before = EVALUATED.get();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(capture_async_with(&Config::new().traces_sample_rate(1.0), async {
        ask("Who?").await.unwrap();
    }));
    assert_eq!(EVALUATED.get(), before);
    let config = Config::new().traces_sample_rate(1.0).send_default_pii(true);
    runtime.block_on(capture_async_with(&config, async {
        ask("Who?").await.unwrap();
    }));
    assert_eq!(EVALUATED.get(), before + 1);
}

#[test]
fn with_personal_data_all_of_it_is_there() {
    let all = contents(&captured(&Config::new().send_default_pii(true)));
    assert_eq!(all, [vec![SYSTEM, ASKED, ANSWERED], vec![ASKED], vec![ARGUMENTS, RESULT], vec![STREAMED]]);
}

#[test]
fn each_half_has_a_setting_that_goes_before() {
    let config = Config::new().record_ai_inputs(true);
    assert_eq!(contents(&captured(&config)), [vec![SYSTEM, ASKED], vec![ASKED], vec![ARGUMENTS], vec![]]);
    let config = Config::new().send_default_pii(true).record_ai_inputs(false);
    assert_eq!(contents(&captured(&config)), [vec![ANSWERED], vec![ASKED], vec![RESULT], vec![STREAMED]]);
}

#[test]
fn what_is_embedded_has_a_key_of_its_own() {
    let config = Config::new().send_default_pii(true).traces_sample_rate(1.0);
    let told = |texts: &[&str]| {
        let traces = capture_with(&config, || embed(texts));
        let (_, value) =
            traces.segments()[0].data().find(|(key, _)| *key == "gen_ai.embeddings.input").unwrap();
        value.to_string()
    };
    assert_eq!(told(&["Ada", "Grace"]), "[\"Ada\",\"Grace\"]");
}

#[test]
fn they_are_longer_than_other_texts_and_bounded() {
    let config = Config::new().send_default_pii(true).traces_sample_rate(1.0);
    let traces = block_on(capture_async_with(&config, async { drop(ask(&"word ".repeat(10_000)).await) }));
    let (_, value) = traces.segments()[0].data().find(|(key, _)| *key == "gen_ai.input.messages").unwrap();
    let text = value.to_string();
    assert!(text.len() > 8192 && text.len() <= 20_000, "{}", text.len());
    assert!(serde_json::from_str::<Value>(&text).is_ok());
}
