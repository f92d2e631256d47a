//! One call, one answer: what is said of each, and what names the span.

use rina_trace::ai::{Answer, Reply, Usage, record_answer};
use rina_trace::testing::{capture, capture_with};
use rina_trace::{Config, traced_ai};
use serde_json::{Value, json};

use super::{Refused, lines};
use crate::app::alone;
use crate::edge::block_on;

fn message() -> Value {
    json!({
        "id": "msg_01", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
        "content": [{ "type": "text", "text": "Hi" }], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": { "input_tokens": 25, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 10, "output_tokens": 15 },
    })
}

const CHAT: &str = "gen_ai.chat \"chat claude-sonnet-4-5\"";
const ASKED: &str = "gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"anthropic\" \
                     gen_ai.request.model=\"claude-sonnet-4-5\"";
const TOLD: &str = "gen_ai.response.id=\"msg_01\" gen_ai.response.model=\"claude-sonnet-4-5-20250929\" \
                    gen_ai.response.finish_reasons=\"[\\\"end_turn\\\"]\" gen_ai.usage.input_tokens=135 \
                    gen_ai.usage.cache_read.input_tokens=100 gen_ai.usage.cache_creation.input_tokens=10 \
                    gen_ai.usage.output_tokens=15 gen_ai.usage.total_tokens=150";

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5", operation = "chat")]
fn ask(fails: bool) -> Result<Value, Refused> {
    if fails { Err(Refused) } else { Ok(message()) }
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
async fn ask_async(fails: bool) -> Result<Value, Refused> {
    tokio::task::yield_now().await;
    if fails { Err(Refused) } else { Ok(message()) }
}

#[test]
fn an_answer_is_found_by_its_type() {
    assert_eq!(lines(&capture(|| ask(false))), format!("{CHAT} {ASKED} {TOLD}\n"));
    assert_eq!(lines(&capture(|| block_on(ask_async(false)))), format!("{CHAT} {ASKED} {TOLD}\n"));
    let error = "error.type=\"wire::ai::Refused\"";
    let failed = format!("{CHAT} [internal_error] {ASKED} {error}\n");
    assert_eq!(lines(&capture(|| ask(true))), failed);
    assert_eq!(lines(&capture(|| block_on(ask_async(true)))), failed);
}

/// The answer of a typed client, which knows nothing of us.
struct Completion {
    id: String,
    read: u64,
    written: u64,
}

/// What tells of it.
struct Told<'a>(&'a Completion);

impl Answer for Told<'_> {
    fn tell(&self, reply: &mut Reply) {
        reply.id(&self.0.id).finish_reason("stop").usage(Usage::new(self.0.read, self.0.written));
        reply.set("acme.region", "eu");
    }
}

#[traced_ai(provider = "openai", model = model, usage = Told, data(gen_ai.request.max_tokens = 100))]
async fn typed(model: &str) -> Result<Completion, Refused> {
    Ok(Completion { id: "c1".to_owned(), read: 3, written: 4 })
}

#[traced_ai(provider = "openai", model = "gpt", usage = |r| Usage { reasoning: Some(2), ..Usage::new(r.read, r.written) })]
fn counted() -> Completion {
    Completion { id: "c1".to_owned(), read: 3, written: 4 }
}

#[traced_ai(provider = "openai", model = "gpt")]
fn tells() -> Result<String, Refused> {
    record_answer(&json!({ "error": { "type": "server_error", "code": null } }));
    record_answer(&Usage::new(1, 2));
    Ok("Hi".to_owned())
}

#[test]
fn typed_clients_are_told_by_a_type_a_closure_or_a_word() {
    assert_eq!(
        lines(&capture(|| block_on(typed("gpt-5.2")))),
        "gen_ai.chat \"chat gpt-5.2\" gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" \
         gen_ai.request.model=\"gpt-5.2\" gen_ai.request.max_tokens=100 gen_ai.response.id=\"c1\" \
         gen_ai.response.finish_reasons=\"[\\\"stop\\\"]\" gen_ai.usage.input_tokens=3 gen_ai.usage.output_tokens=4 \
         gen_ai.usage.total_tokens=7 acme.region=\"eu\"\n"
    );
    let asked = "gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" gen_ai.request.model=\"gpt\"";
    assert_eq!(
        lines(&capture(|| drop(counted()))),
        format!(
            "gen_ai.chat \"chat gpt\" {asked} gen_ai.usage.input_tokens=3 gen_ai.usage.output_tokens=4 \
             gen_ai.usage.reasoning.output_tokens=2 gen_ai.usage.total_tokens=7\n"
        )
    );
    assert_eq!(
        lines(&capture(|| drop(tells()))),
        format!(
            "gen_ai.chat \"chat gpt\" [internal_error] {asked} error.type=\"server_error\" gen_ai.usage.input_tokens=1 \
             gen_ai.usage.output_tokens=2 gen_ai.usage.total_tokens=3\n"
        )
    );
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
fn over_http(code: u16) -> http::Response<Value> {
    let response = http::Response::builder().status(code).header("request-id", "req_1");
    let response =
        response.header("anthropic-ratelimit-tokens-remaining", "79000").header("content-length", "240");
    let failed = json!({ "type": "error", "error": { "type": "overloaded_error", "message": ".." } });
    response.body(if code == 200 { message() } else { failed }).unwrap()
}

#[test]
fn a_response_tells_what_its_head_says_and_what_its_body_does() {
    let head = "http.response.header.request-id=[req_1] \
                http.response.header.anthropic-ratelimit-tokens-remaining=[79000] http.response.body.size=240";
    assert_eq!(
        lines(&capture(|| drop(over_http(200)))),
        format!("{CHAT} {ASKED} {head} http.response.status_code=200 {TOLD}\n")
    );
    assert_eq!(
        lines(&capture(|| drop(over_http(529)))),
        format!(
            "{CHAT} [unavailable] {ASKED} {head} http.response.status_code=529 error.type=\"overloaded_error\"\n"
        )
    );
}

#[traced_ai(provider = evaluated("openai"), model = evaluated("gpt"), messages = evaluated("Hello"), usage = |_| unreachable!("{}", evaluated("")) as Usage)]
fn asked_in_vain() -> u8 {
    1
}

fn evaluated(text: &'static str) -> &'static str {
    panic!("{text} is evaluated for a span that nobody keeps")
}

#[test]
fn nothing_is_evaluated_for_a_span_that_is_not_kept() {
    let traces = capture_with(&Config::new().traces_sample_rate(0.0), asked_in_vain);
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
    // Nor where nothing is on at all.
    let _alone = alone();
    assert_eq!(asked_in_vain(), 1);
}
