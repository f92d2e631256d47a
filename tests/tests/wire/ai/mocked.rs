//! Calls over HTTP to a mock of Anthropic and OpenAI, by reqwest: answers, streams, tools, and what fails.
//!
//! The mock is aimock, a process of its own, see `tests/peers/aimock.cjs`.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use rina_trace::testing::{Traces, capture_async};
use rina_trace::{traced, traced_ai};
use rina_trace_conventions::attribute;
use serde_json::{Value, json};

use crate::edge::block_on;
use crate::peers::installed;
use crate::peers::services::Service;

const AIMOCK: [&str; 1] = ["@copilotkit/aimock@1.43.0"];

/// What is asked, and what the mock answers.
fn fixtures() -> Value {
    let used =
        json!({ "input_tokens": 120, "output_tokens": 45, "prompt_tokens": 120, "completion_tokens": 45 });
    let on =
        |message: &str, response: Value| json!({ "match": { "userMessage": message }, "response": response });
    let mut cut =
        on("cut", json!({ "content": "An answer that ends in the middle of it, behind some of its words." }));
    cut["truncateAfterChunks"] = json!(5);
    json!([
        on("hello", json!({ "content": "Hello, what can I do for you?", "usage": used })),
        on(
            "weather",
            json!({ "toolCalls": [{ "name": "get_weather", "arguments": "{\"city\":\"Paris\"}" }], "usage": used })
        ),
        on(
            "overload",
            json!({ "error": { "message": "Overloaded", "type": "overloaded_error" }, "status": 529 })
        ),
        on(
            "limit",
            json!({ "error": { "message": "Slow down", "type": "rate_limit_error" }, "status": 429 })
        ),
        cut,
    ])
}

/// The mock; `None`, and said why, where it cannot be installed.
fn mock() -> Option<Service> {
    static MODULES: OnceLock<Result<std::path::PathBuf, String>> = OnceLock::new();
    let modules = MODULES.get_or_init(|| installed::node_modules(&AIMOCK)).as_ref().map_err(Clone::clone);
    let modules = installed::or_skip(modules)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/aimock.cjs");
    let mut command = Command::new("node");
    command.arg(script).arg(fixtures().to_string()).env("NODE_PATH", modules);
    Some(Service::spawn("aimock", &mut command))
}

/// An API, by its path, and how it asks for a stream.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Api {
    Messages,
    Chat,
    Responses,
}

const ALL: [Api; 3] = [Api::Messages, Api::Chat, Api::Responses];

impl Api {
    fn provider(self) -> &'static str {
        if self == Self::Messages { "anthropic" } else { "openai" }
    }

    fn model(self) -> &'static str {
        if self == Self::Messages { "claude-sonnet-4-5" } else { "gpt-5.2" }
    }

    fn request(
        self,
        client: &reqwest::Client,
        base: &str,
        prompt: &str,
        streams: bool,
    ) -> reqwest::RequestBuilder {
        let messages = json!([{ "role": "user", "content": prompt }]);
        let (path, mut body) = match self {
            Self::Messages => ("/v1/messages", json!({ "messages": messages, "max_tokens": 100 })),
            Self::Chat => ("/v1/chat/completions", json!({ "messages": messages })),
            Self::Responses => ("/v1/responses", json!({ "input": prompt })),
        };
        body["model"] = json!(self.model());
        body["stream"] = json!(streams);
        if self == Self::Chat && streams {
            body["stream_options"] = json!({ "include_usage": true });
        }
        let request = client.post(format!("{base}{path}")).header("content-type", "application/json");
        request.header("x-api-key", "k").header("anthropic-version", "2023-06-01").body(body.to_string())
    }
}

/// A whole answer, which is read here: JSON of the provider.
#[traced_ai(provider = api.provider(), model = api.model())]
async fn ask(api: Api, base: &str, prompt: &str) -> reqwest::Result<Value> {
    let response = api.request(&reqwest::Client::new(), base, prompt, false).send().await?;
    rina_trace::http::record_response(&response);
    Ok(serde_json::from_slice(&response.bytes().await?).unwrap())
}

/// The response, of which the caller reads the body.
#[traced_ai(provider = api.provider(), model = api.model(), record_outputs = true)]
async fn stream(api: Api, base: &str, prompt: &str) -> reqwest::Result<reqwest::Response> {
    api.request(&reqwest::Client::new(), base, prompt, true).send().await
}

#[traced(name = "caller")]
async fn caller(talk: impl AsyncFnOnce()) {
    talk().await;
}

fn captured(talk: impl AsyncFnOnce()) -> Traces {
    let traces = block_on(capture_async(caller(talk)));
    assert_eq!(traces.segments().len(), 1, "{traces}");
    traces
}

/// What is said of the only call: its status, then its attributes without the prefix that most of them have.
fn said(traces: &Traces) -> (String, Vec<String>) {
    let mut calls = traces.segments()[0].spans().filter(|span| span.op() == "gen_ai.chat");
    let call = calls.next().unwrap();
    assert!(calls.next().is_none(), "{traces}");
    let said = call.attributes().map(|(key, value)| {
        let known = attribute(key);
        let is_current = known.is_some_and(|known| known.deprecation.is_none());
        assert!(is_current, "{key} is deprecated, or no word of Sentry's");
        format!("{}={value}", key.trim_start_matches("gen_ai."))
    });
    (call.status().to_string(), said.collect())
}

/// Those that have a value which is another each time.
const VARYING: [&str; 6] = [
    "response.id=",
    "response.time_to_first_chunk=",
    "response.tokens_per_second=",
    "http.response.header.x-request-id=",
    "http.response.body.size=",
    "server.",
];

fn short(said: &[String]) -> Vec<&str> {
    let shown =
        said.iter().map(|said| VARYING.iter().find(|key| said.starts_with(**key)).copied().unwrap_or(said));
    shown.collect()
}

fn used(api: Api, reason: &str) -> Vec<String> {
    let reason = match (api, reason) {
        (Api::Chat, "end_turn") => "stop",
        (Api::Chat, _) => "tool_calls",
        (Api::Responses, _) => "completed",
        (Api::Messages, reason) => reason,
    };
    [
        "response.id=".to_owned(),
        format!("response.model={}", api.model()),
        format!("response.finish_reasons=[\"{reason}\"]"),
        "usage.input_tokens=120".to_owned(),
        "usage.output_tokens=45".to_owned(),
        "usage.total_tokens=165".to_owned(),
    ]
    .into()
}

fn asked(api: Api) -> Vec<String> {
    [
        "operation.name=chat".to_owned(),
        format!("provider.name={}", api.provider()),
        format!("request.model={}", api.model()),
        "http.response.header.x-request-id=".to_owned(),
        "http.response.status_code=200".to_owned(),
    ]
    .into()
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn answers_of_all_apis() {
    let Some(mock) = mock() else { return };
    let base = format!("http://{}", mock.address());
    for api in ALL {
        for (prompt, reason) in [("hello", "end_turn"), ("weather", "tool_use")] {
            let traces = captured(async || {
                ask(api, &base, prompt).await.unwrap();
            });
            let (status, said) = said(&traces);
            let expected = [asked(api), used(api, reason)].concat();
            assert_eq!((status.as_str(), short(&said)), ("ok", texts(&expected)), "{api:?}");
        }
    }
    mock.stop();
}

#[test]
fn streams_of_all_apis() {
    let Some(mock) = mock() else { return };
    let base = format!("http://{}", mock.address());
    let text = "{\"content\":\"Hello, what can I do for you?\",\"type\":\"text\"}";
    for api in ALL {
        for (prompt, reason) in [("hello", "end_turn"), ("weather", "tool_use")] {
            let traces = captured(async || {
                let response = stream(api, &base, prompt).await.unwrap();
                assert!(response.url().path().starts_with("/v1/"), "the response is what it was");
                let body = response.text().await.unwrap();
                assert!(body.contains("data: {") && body.ends_with("\n\n"), "and so are its bytes: {body}");
            });
            let (status, said) = said(&traces);
            let messages = said.iter().find(|said| said.starts_with("output.messages=")).unwrap();
            let content = if prompt == "hello" { text } else { "\"arguments\":{\"city\":\"Paris\"}" };
            assert!(messages.contains(content), "{messages}");
            let mut expected =
                [asked(api), vec!["http.response.body.size=".to_owned()], used(api, reason)].concat();
            expected.push(messages.clone());
            expected.push("response.streaming=true".to_owned());
            expected
                .extend(["response.time_to_first_chunk=", "response.tokens_per_second="].map(str::to_owned));
            assert_eq!((status.as_str(), short(&said)), ("ok", texts(&expected)), "{api:?}");
        }
    }
    mock.stop();
}

#[test]
fn what_is_refused_has_the_status_of_its_code() {
    let Some(mock) = mock() else { return };
    let base = format!("http://{}", mock.address());
    for api in ALL {
        for (prompt, expected, code) in
            [("overload", "unavailable", 529), ("limit", "resource_exhausted", 429)]
        {
            for streams in [false, true] {
                let traces = captured(async || {
                    if streams {
                        assert_eq!(stream(api, &base, prompt).await.unwrap().status().as_u16(), code);
                    } else {
                        assert!(ask(api, &base, prompt).await.unwrap()["error"].is_object());
                    }
                });
                let (status, said) = said(&traces);
                assert_eq!(status, expected, "{traces}");
                assert!(said.contains(&format!("http.response.status_code={code}")), "{traces}");
                assert_eq!(said.iter().any(|said| said.starts_with("error.type=")), !streams, "{traces}");
                if code == 429 {
                    assert!(said.contains(&"http.response.header.retry-after=[1]".to_owned()), "{traces}");
                    assert!(
                        said.iter().any(|said| said.starts_with("http.response.header.x-ratelimit-")),
                        "{traces}"
                    );
                }
            }
        }
    }
    mock.stop();
}

#[test]
fn streams_that_are_cut_by_either_side() {
    let Some(mock) = mock() else { return };
    let base = format!("http://{}", mock.address());
    for api in ALL {
        let traces = captured(async || {
            let response = stream(api, &base, "cut").await.unwrap();
            assert!(response.bytes().await.is_err(), "the service has broken off");
        });
        let (status, told) = said(&traces);
        assert_eq!(status, "internal_error", "{traces}");
        assert!(told.iter().any(|said| said.starts_with("response.id=")), "{traces}");
        let traces = captured(async || {
            let mut response = stream(api, &base, "hello").await.unwrap();
            assert!(response.chunk().await.unwrap().is_some());
        });
        let (status, told) = said(&traces);
        assert_eq!(status, "cancelled", "{traces}");
        for key in ["response.id=", "response.streaming=true", "response.time_to_first_chunk="] {
            assert!(told.iter().any(|said| said.starts_with(key)), "{key} in {traces}");
        }
    }
    mock.stop();
}
