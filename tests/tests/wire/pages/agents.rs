//! The page of AI agents: calls to models, agents and tools, in the items of span v2 beside their transactions.
//!
//! Source: <https://develop.sentry.dev/sdk/telemetry/traces/modules/ai-agents/>

use serde_json::{Map, Value};

use super::{number, spans};
use crate::relay;

/// A call of the page of agents: a span in the item of its envelope, and the transaction beside it.
struct Call {
    span: &'static Value,
    transaction: &'static Value,
}

impl Call {
    fn attributes(&self) -> &'static Map<String, Value> {
        self.span["attributes"].as_object().unwrap()
    }

    /// `Null` if it is not there.
    fn get(&self, key: &str) -> &'static Value {
        self.attributes().get(key).map_or(&Value::Null, |attribute| &attribute["value"])
    }

    fn count(&self, key: &str) -> u64 {
        self.get(key).as_u64().unwrap_or_else(|| panic!("no number {key} in {}", self.span))
    }

    /// `gen_ai.operation.type`, which the server makes of the operation.
    fn kind(&self) -> &'static str {
        match self.get("gen_ai.operation.name").as_str().unwrap() {
            "invoke_agent" | "create_agent" => "agent",
            "execute_tool" => "tool",
            "handoff" => "handoff",
            _ => "ai_client",
        }
    }
}

fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for sent in relay::example() {
        let Some(item) = sent.payload("span") else { continue };
        let transaction = sent.payload("transaction").unwrap();
        let spans = item["items"].as_array().unwrap().iter();
        calls.extend(spans.map(|span| Call { span, transaction }));
    }
    calls
}

fn calls_of(kind: &str) -> Vec<Call> {
    calls().into_iter().filter(|call| call.kind() == kind).collect()
}

/// `gen_ai.operation.type:agent`, `:ai_client`, `:tool`.
#[test]
fn agents_models_and_tools_are_told_apart_and_named() {
    assert!(spans("gen_ai").is_empty(), "they are no spans of a transaction");
    assert_eq!(["agent", "ai_client", "tool"].map(|kind| calls_of(kind).len()), [2, 5, 2]);
    for call in calls() {
        let operation = call.get("gen_ai.operation.name").as_str().unwrap();
        assert_eq!(*call.get("sentry.op"), format!("gen_ai.{operation}"));
        let (key, subject) = match call.kind() {
            "agent" => ("gen_ai.agent.name", "rinawarp"),
            "tool" => ("gen_ai.tool.name", "list_orders"),
            _ => ("gen_ai.request.model", "claude-sonnet-4-5"),
        };
        assert_eq!(
            (call.get(key), &call.span["name"]),
            (&subject.into(), &format!("{operation} {subject}").into())
        );
        assert_eq!(call.span["status"], "ok");
        assert_eq!(*call.get("sentry.segment.name"), call.transaction["transaction"]);
        // Nobody has asked for prompts and answers.
        let contents = ["messages", "instructions", "arguments", "result", "definitions"];
        assert!(
            !call.attributes().keys().any(|key| contents.iter().any(|end| key.ends_with(end))),
            "{}",
            call.span
        );
    }
    assert!(calls_of("tool").iter().all(|tool| tool.get("gen_ai.tool.description").is_string()));
}

#[test]
fn models_tell_who_answered_and_what_it_took() {
    let (mut read, mut written) = (0, 0);
    for call in calls_of("ai_client") {
        assert_eq!(*call.get("gen_ai.provider.name"), "anthropic");
        assert_eq!(*call.get("gen_ai.response.model"), "claude-sonnet-4-5");
        assert!(
            call.get("gen_ai.response.id").is_string()
                && call.get("gen_ai.response.finish_reasons").is_string()
        );
        let of = |key: &str| call.count(&format!("gen_ai.usage.{key}_tokens"));
        let (input, output) = (of("input"), of("output"));
        assert!(input > 0 && output > 0 && of("total") == input + output, "{}", call.span);
        let cached = of("cache_read.input") + of("cache_creation.input");
        assert!(0 < cached && cached < input, "cached tokens are some of the input: {}", call.span);
        (read, written) = (read + of("cache_read.input"), written + of("cache_creation.input"));
    }
    // The instructions are the same in all five, and cached by the first.
    assert_eq!(read, written * 4);
}

#[test]
fn agents_are_around_the_models_and_the_tools_that_they_use() {
    let agents = calls_of("agent");
    assert_eq!(agents.len(), 2);
    for agent in agents {
        let (trace, id) = (&agent.transaction["contexts"]["trace"], &agent.span["span_id"]);
        assert_eq!(agent.transaction["transaction"], "POST /ai/command");
        assert_eq!(
            (&agent.span["parent_span_id"], &agent.span["trace_id"]),
            (&trace["span_id"], &trace["trace_id"])
        );
        let mut within: Vec<_> =
            calls().into_iter().filter(|call| call.span["parent_span_id"] == *id).collect();
        let start = |call: &Call| number(call.span, "start_timestamp");
        within.sort_by(|one, other| start(one).total_cmp(&start(other)));
        let kinds: Vec<_> = within.iter().map(Call::kind).collect();
        assert_eq!(kinds, ["ai_client", "tool", "ai_client"]);
        // And what these are made of lies below them, in the transaction.
        let below =
            |call: &Call| relay::spans().find(|span| span["parent_span_id"] == call.span["span_id"]).unwrap();
        let made_of: Vec<_> = within.iter().map(|call| below(call)["op"].as_str().unwrap()).collect();
        assert_eq!(made_of, ["http.client", "db.query", "http.client"]);
        let reasons: Vec<_> = within.iter().map(|call| call.get("gen_ai.response.finish_reasons")).collect();
        assert_eq!((reasons[0], reasons[2]), (&r#"["tool_use"]"#.into(), &r#"["end_turn"]"#.into()));
    }
}

#[test]
fn a_stream_lasts_to_its_last_event_and_tells_when_the_first_came() {
    let streams: Vec<_> =
        calls().into_iter().filter(|call| *call.get("gen_ai.response.streaming") == true).collect();
    let [stream] = streams.as_slice() else { panic!("{} streams", streams.len()) };
    assert_eq!(stream.transaction["transaction"], "POST /ai/chat");
    let length = number(stream.span, "end_timestamp") - number(stream.span, "start_timestamp");
    let first = stream.get("gen_ai.response.time_to_first_chunk").as_f64().unwrap();
    // In seconds. The events are made one after the other, so there is time between the first and the last.
    assert!(0.0 < first && first < length, "{first} of {length}");
    assert!(stream.get("gen_ai.response.tokens_per_second").as_f64() > Some(0.0));
    // What came with the last events is there, and all bytes that the other side has sent.
    assert_eq!(*stream.get("gen_ai.response.finish_reasons"), r#"["end_turn"]"#);
    assert!(stream.count("gen_ai.usage.output_tokens") > 1, "one was there when it began");
    let request = relay::spans().find(|span| span["parent_span_id"] == stream.span["span_id"]).unwrap();
    let is_served = |sent: &&Value| sent["contexts"]["trace"]["parent_span_id"] == request["span_id"];
    let served = relay::transactions().find(is_served).unwrap();
    assert_eq!(
        (&request["op"], &served["transaction"]),
        (&"http.client".into(), &"POST /v1/messages".into())
    );
    let sent = served["contexts"]["trace"]["data"]["http.response.body.size"].as_u64();
    assert_eq!(sent, Some(stream.count("http.response.body.size")));
}
