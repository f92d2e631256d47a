//! Spans of AI models go out in span v2, as an item beside their transaction; everything else stays in it.

mod limits;

use rina_trace::{IntoValue, SpanStatus, User, current, span, traced};
use serde_json::{Value, json};

use crate::app::{App, alone};
use crate::server::{Envelope, Server};

#[traced(op = "http.server", name = "POST /ask", data(http.request.method = "POST"))]
fn request() {
    rina_trace::set_user(User {
        id: Some("42".into()),
        email: Some("ada@example.com".into()),
        username: Some("ada".into()),
        ip_address: Some("192.0.2.7".parse::<std::net::IpAddr>().unwrap().into()),
        ..User::default()
    });
    agent();
    query("SELECT last");
}

#[traced(op = "gen_ai.invoke_agent", name = "invoke_agent helper", data(gen_ai.operation.name = "invoke_agent"))]
fn agent() {
    chat();
    let _ = tool(7);
}

#[traced(op = "gen_ai.chat", name = "chat claude", data(gen_ai.operation.name = "chat"), tags(plan = "team", tries = 2))]
fn chat() {
    current()
        .set("gen_ai.usage.input_tokens", 12)
        .set("gen_ai.usage.output_tokens", u64::MAX)
        .set("gen_ai.request.temperature", 1.0)
        .set("gen_ai.response.streaming", true)
        .set("gen_ai.response.finish_reasons", ["stop", "length"])
        .set("scores", [0.5, 1.0])
        .set("mixed", mixed())
        .set("unending", f64::INFINITY)
        .set("none", Vec::<String>::new())
        .set("nothing", "")
        .set("plan", "of the data")
        .set("password", "hunter2")
        .set("sentry.release", "theirs@9");
}

fn mixed() -> rina_trace::Value {
    rina_trace::Value::List([IntoValue::to_value("a"), 1.to_value()].into_iter().flatten().collect())
}

#[traced(op = "gen_ai.execute_tool", name = "execute_tool lookup", data(row))]
fn tool(row: u64) -> Result<(), std::io::Error> {
    let other = span!("queue.publish", "elsewhere");
    current().link(other.as_link().unwrap().link_type("producer"));
    drop(other);
    query("SELECT below");
    Err(std::io::Error::other("broken"))
}

#[traced(op = "db.query", name = statement.to_owned())]
fn query(statement: &str) {}

/// The one envelope that a request sends.
fn sent(app: &App) -> Envelope {
    request();
    let mut sent = app.sent();
    assert_eq!(sent.len(), 1);
    sent.remove(0)
}

fn spans(envelope: &Envelope) -> &[Value] {
    envelope.payload("transaction").unwrap()["spans"].as_array().unwrap()
}

fn streamed(envelope: &Envelope) -> &[Value] {
    envelope.payload("span").unwrap()["items"].as_array().unwrap()
}

fn ops(spans: &[Value]) -> Vec<&str> {
    spans.iter().map(|span| span["op"].as_str().unwrap()).collect()
}

fn names(spans: &[Value]) -> Vec<&str> {
    spans.iter().map(|span| span["name"].as_str().unwrap()).collect()
}

#[test]
fn they_are_an_item_of_the_transactions_envelope() {
    let app = App::start(|config| config);
    let envelope = sent(&app);
    let [(transaction_header, transaction), (header, payload)] = envelope.items.as_slice() else {
        panic!("two items, not {:?}", envelope.items)
    };
    assert_eq!(transaction_header["type"], "transaction");
    assert_eq!(
        *header,
        json!({
            "type": "span", "item_count": 3, "content_type": "application/vnd.sentry.items.span.v2+json",
            // That it is right, is seen when the envelope is read.
            "length": header["length"],
        })
    );
    assert_eq!(payload["version"], 2);
    assert_eq!(payload.as_object().unwrap().len(), 2, "nothing but the version and the items");
    assert_eq!(names(streamed(&envelope)), ["chat claude", "execute_tool lookup", "invoke_agent helper"]);
    assert_eq!(ops(spans(&envelope)), ["queue.publish", "db.query", "db.query"]);
    assert_eq!(envelope.header["trace"]["trace_id"], transaction["contexts"]["trace"]["trace_id"]);
    assert_eq!(envelope.header["trace"]["public_key"], "key");
    let stats = app.guard.stats();
    assert_eq!((stats.recorded(), stats.sent(), stats.lost()), (7, 7, 0));
}

#[test]
fn each_says_all_that_its_transaction_says_once() {
    let app = App::start(|config| config);
    let envelope = sent(&app);
    let transaction = envelope.payload("transaction").unwrap();
    let trace = &transaction["contexts"]["trace"];
    let [chat, _, agent] = streamed(&envelope) else { panic!("three spans") };
    let text = |value: &str| json!({ "type": "string", "value": value });
    let version = transaction["sdk"]["version"].as_str().unwrap();
    let expected = json!({
        "trace_id": trace["trace_id"], "span_id": chat["span_id"], "parent_span_id": agent["span_id"],
        "name": "chat claude", "status": "ok", "is_segment": false,
        "start_timestamp": chat["start_timestamp"], "end_timestamp": chat["end_timestamp"],
        "attributes": {
            "gen_ai.operation.name": text("chat"),
            "gen_ai.usage.input_tokens": { "type": "integer", "value": 12 },
            "gen_ai.usage.output_tokens": { "type": "integer", "value": u64::MAX },
            "gen_ai.request.temperature": { "type": "double", "value": 1.0 },
            "gen_ai.response.streaming": { "type": "boolean", "value": true },
            "gen_ai.response.finish_reasons": { "type": "array", "value": ["stop", "length"] },
            "scores": { "type": "array", "value": [0.5, 1.0] },
            "mixed": text("[\"a\",1]"),
            "unending": text("inf"),
            // Data goes before a tag of the same key, for it has a type.
            "plan": text("of the data"),
            "tries": text("2"),
            "password": text("[Filtered]"),
            // What the span says goes before what is said of all.
            "sentry.release": text("theirs@9"),
            "sentry.op": text("gen_ai.chat"),
            "sentry.origin": text("auto.function.rina_trace"),
            "sentry.segment.id": text(trace["span_id"].as_str().unwrap()),
            "sentry.segment.name": text("POST /ask"),
            "sentry.environment": text("test"),
            "sentry.sdk.name": text("sentry.rust.rina-trace"),
            "sentry.sdk.version": text(version),
            "user.id": text("42"),
            "user.name": text("ada"),
            "user.email": text("ada@example.com"),
            "user.ip_address": text("192.0.2.7"),
        },
    });
    assert_eq!(*chat, expected);
    assert_eq!(agent["attributes"]["sentry.release"], text("app@1.2.3"));
    assert_eq!(agent["parent_span_id"], trace["span_id"]);
    let seconds = |of: &Value, key: &str| of[key].as_f64().unwrap();
    let (from, to) = (seconds(transaction, "start_timestamp"), seconds(transaction, "timestamp"));
    for span in streamed(&envelope) {
        let (start, end) = (seconds(span, "start_timestamp"), seconds(span, "end_timestamp"));
        assert!(from <= start && start <= end && end <= to, "{span}");
    }
}

#[test]
fn status_and_links_have_the_form_of_span_v2() {
    let app = App::start(|config| config);
    let envelope = sent(&app);
    let [_, tool, _] = streamed(&envelope) else { panic!("three spans") };
    assert_eq!(tool["status"], "error");
    assert_eq!(tool["attributes"]["sentry.status.message"]["value"], "internal_error");
    assert_eq!(tool["attributes"]["row"], json!({ "type": "integer", "value": 7 }));
    let published = &spans(&envelope)[0];
    assert_eq!(
        tool["links"],
        json!([{
            "trace_id": published["trace_id"], "span_id": published["span_id"], "sampled": true,
            "attributes": { "sentry.link.type": { "type": "string", "value": "producer" } },
        }])
    );
}

#[test]
fn what_is_below_them_keeps_them_as_its_parent() {
    let app = App::start(|config| config);
    let envelope = sent(&app);
    let [_, tool, agent] = streamed(&envelope) else { panic!("three spans") };
    let [_, below, last] = spans(&envelope) else { panic!("three spans") };
    assert_eq!(below["parent_span_id"], tool["span_id"]);
    assert_eq!(tool["parent_span_id"], agent["span_id"]);
    let root = &envelope.payload("transaction").unwrap()["contexts"]["trace"];
    assert_eq!(last["parent_span_id"], root["span_id"]);
}

#[test]
fn switched_off_they_are_spans_of_the_transaction() {
    let app = App::start(|config| config.stream_gen_ai_spans(false));
    let envelope = sent(&app);
    assert_eq!(envelope.items.len(), 1);
    let all = spans(&envelope);
    assert_eq!(
        ops(all),
        [
            "gen_ai.chat",
            "queue.publish",
            "db.query",
            "gen_ai.execute_tool",
            "gen_ai.invoke_agent",
            "db.query"
        ]
    );
    assert_eq!(all[0]["data"]["gen_ai.usage.input_tokens"], 12);
    assert_eq!(app.guard.stats().sent(), 7);
}

#[test]
fn spotlight_sees_them_in_the_transaction_whoever_else_receives() {
    let spotlight = Server::start();
    let url = format!("http://{}/stream", spotlight.address);
    let app = App::start(|config| config.spotlight(&*url));
    let envelope = sent(&app);
    assert_eq!((streamed(&envelope).len(), spans(&envelope).len()), (3, 3));
    let copies = spotlight.envelopes();
    assert_eq!((copies.len(), copies[0].items.len(), spans(&copies[0]).len()), (1, 1, 6));
    assert_eq!(app.guard.stats().sent(), 7);
    drop(app);

    let _alone = alone();
    let guard = rina_trace::Config::new().spotlight(url).try_init().unwrap();
    request();
    assert!(guard.flush(std::time::Duration::from_secs(20)));
    let copies = spotlight.envelopes();
    assert_eq!((copies.len(), copies[1].items.len(), spans(&copies[1]).len()), (2, 1, 6));
    assert_eq!((guard.stats().recorded(), guard.stats().sent()), (7, 7));
}

#[test]
fn a_root_stays_a_transaction() {
    let app = App::start(|config| config);
    agent();
    let sent = app.sent();
    let transaction = sent[0].payload("transaction").unwrap();
    assert_eq!(transaction["contexts"]["trace"]["op"], "gen_ai.invoke_agent");
    assert_eq!(names(streamed(&sent[0])), ["chat claude", "execute_tool lookup"]);
    assert_eq!(ops(spans(&sent[0])), ["queue.publish", "db.query"]);
}

#[test]
fn the_programs_rules_hold_for_them_too() {
    let app = App::start(|config| {
        config.ignore_spans(["gen_ai.execute_tool"]).before_send_transaction(|mut segment| {
            segment.retain_spans(|span| span.name() != "chat claude");
            Some(segment)
        })
    });
    let envelope = sent(&app);
    assert_eq!(names(streamed(&envelope)), ["invoke_agent helper"]);
    let below = &spans(&envelope)[1];
    assert_eq!(
        below["parent_span_id"],
        streamed(&envelope)[0]["span_id"],
        "what is left out hands its own up"
    );
    assert_eq!(app.reported(), [reported("before_send", "span", 1), reported("ignored", "span", 1)]);
    assert_eq!((app.guard.stats().recorded(), app.guard.stats().sent()), (7, 5));
}

fn reported(reason: &str, category: &str, quantity: u64) -> (String, String, u64) {
    (reason.into(), category.into(), quantity)
}
