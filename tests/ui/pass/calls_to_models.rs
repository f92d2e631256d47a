//! Calls to models, with all that their attribute takes.
#![deny(warnings)]

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use rina_trace::ai::Usage;
use rina_trace::traced_ai;

const PROVIDER: &str = "a provider of our own";

struct Request {
    model: String,
    messages: Vec<String>,
    session: Option<String>,
}

#[traced_ai(
    provider = PROVIDER,
    model = request.model,
    operation = "chat",
    agent = "researcher",
    conversation = request.session,
    system_instructions = "Be brief.",
    messages = request.messages,
    record_inputs = false,
    record_outputs = true,
    usage = |answer| answer.map(|tokens| Usage::new(tokens, tokens)),
    data(gen_ai.request.temperature = 0.5, gen_ai.request.max_tokens = 100),
    ok(tokens = |answer| *answer),
    err = capture,
)]
fn ask(request: &Request) -> Result<Option<u64>, std::io::Error> {
    Ok(Some(request.messages.len() as u64))
}

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = "rerank", expected = std::fmt::Error)]
async fn chunks(count: u64) -> Result<impl Stream<Item = Result<String, std::fmt::Error>>, std::fmt::Error> {
    Ok(stream::iter((0..count).map(|n| Ok(n.to_string()))))
}

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = "plan.next", usage = |n| Usage::new(0, *n))]
fn counts<'a>(all: &'a [u64]) -> BoxStream<'a, u64> {
    stream::iter(all.iter().copied()).boxed()
}

#[traced_ai(tool = "count", op = "gen_ai.execute_tool")]
fn tool() {}

#[traced_ai(op = "mcp.server", tool = "count", name = "counted")]
async fn served() -> usize {
    1
}

fn main() {
    let request = Request { model: "m".to_owned(), messages: Vec::new(), session: None };
    assert!(ask(&request).is_ok());
    drop((chunks(1), served()));
    drop(counts(&[1]));
    tool();
}
