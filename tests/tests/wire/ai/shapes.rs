//! In every shape of function the answer is found, and one span lasts until its last piece.

use std::pin::Pin;

use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use rina_trace::ai::Usage;
use rina_trace::testing::capture_async;
use rina_trace::{traced, traced_ai};
use serde_json::{Value, json};

use super::{Refused, lines};
use crate::edge::block_on;

/// The chunks of one answer, as OpenAI sends them.
fn chunks() -> [Value; 3] {
    let chunk = |choices: Value| json!({ "id": "c1", "object": "chat.completion.chunk", "model": "gpt", "choices": choices });
    let mut last = chunk(json!([]));
    last["usage"] = json!({ "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13 });
    [
        chunk(json!([{ "index": 0, "delta": { "content": "Hi" }, "finish_reason": null }])),
        chunk(json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }])),
        last,
    ]
}

/// The same, as bytes of a body that are cut anywhere.
fn bytes() -> Vec<Vec<u8>> {
    let events: String = chunks().iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    format!("{events}data: [DONE]\n\n").as_bytes().chunks(11).map(<[u8]>::to_vec).collect()
}

#[traced(name = "between")]
fn between() {}

fn made<T>(items: impl IntoIterator<Item = T>) -> impl Stream<Item = T> {
    stream::iter(items.into_iter().collect::<Vec<_>>()).inspect(|_| between())
}

#[traced_ai(provider = "openai", model = "gpt")]
fn plain() -> impl Stream<Item = Value> + Send {
    made(chunks())
}

#[traced_ai(provider = "openai", model = "gpt")]
fn boxed() -> BoxStream<'static, Value> {
    made(chunks()).boxed()
}

#[traced_ai(provider = "openai", model = "gpt")]
fn in_a_result(fails: bool) -> Result<impl Stream<Item = Result<Value, Refused>>, Refused> {
    if fails {
        return Err(Refused);
    }
    Ok(made(chunks().map(Ok)))
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Value, Refused>> + Send>>;

#[traced_ai(provider = "openai", model = "gpt")]
fn boxed_in_a_result() -> Result<Chunks, Refused> {
    Ok(Box::pin(made(chunks().map(Ok))))
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn later() -> impl Stream<Item = Value> {
    tokio::task::yield_now().await;
    made(chunks())
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn later_in_a_result(fails: bool) -> Result<impl Stream<Item = Result<Vec<u8>, Refused>>, Refused> {
    tokio::task::yield_now().await;
    if fails { Err(Refused) } else { Ok(made(bytes().into_iter().map(Ok))) }
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn later_by_another_name() -> Result<Chunks, Refused> {
    tokio::task::yield_now().await;
    Ok(Box::pin(made(chunks().map(Ok))))
}

#[traced_ai(provider = "openai", model = "gpt")]
fn future() -> impl Future<Output = Result<Chunks, Refused>> {
    async { Ok(Box::pin(made(chunks().map(Ok))) as Chunks) }
}

#[traced_ai(provider = "openai", model = "gpt")]
fn borrowed<'a>(chunks: &'a [Value]) -> Pin<Box<dyn Stream<Item = &'a Value> + 'a>> {
    Box::pin(made(chunks))
}

/// What a typed client gives.
struct Chunk(Option<(u64, u64)>);

#[traced_ai(
    provider = "openai",
    model = "gpt",
    ok(gen_ai.response.id = |_| "c1", gen_ai.response.model = |_| "gpt", gen_ai.response.finish_reasons = |_| r#"["stop"]"#),
    usage = |chunk| chunk.0.map(|(input, output)| Usage::new(input, output)),
)]
async fn typed() -> Result<BoxStream<'static, Result<Chunk, Refused>>, Refused> {
    let chunks = [Ok(Chunk(None)), Ok(Chunk(None)), Ok(Chunk(Some((9, 4))))];
    Ok(made(chunks).boxed())
}

#[traced_ai(
    provider = "openai",
    model = "gpt",
    ok(gen_ai.response.id = |_| "c1", gen_ai.response.model = |_| "gpt", gen_ai.response.finish_reasons = |_| r#"["stop"]"#),
    usage = |chunk| chunk.0.map(|(input, output)| Usage::new(input, output)),
)]
fn typed_plain() -> impl Stream<Item = Result<Chunk, Refused>> {
    made([Ok(Chunk(None)), Ok(Chunk(None)), Ok(Chunk(Some((9, 4))))])
}

/// What is recorded while a stream is read to its end.
fn read<S: Stream>(stream: impl AsyncFnOnce() -> S) -> String {
    let traces = block_on(capture_async(async {
        let mut stream = Box::pin(stream().await);
        let mut pieces = 0;
        while stream.next().await.is_some() {
            pieces += 1;
        }
        assert!(pieces >= 3);
    }));
    lines(&traces)
}

#[test]
fn one_span_until_the_last_piece() {
    let all = [
        read(async || plain()),
        read(async || boxed()),
        read(async || in_a_result(false).unwrap()),
        read(async || boxed_in_a_result().unwrap()),
        read(async || later().await),
        read(async || later_in_a_result(false).await.unwrap()),
        read(async || later_by_another_name().await.unwrap()),
        read(async || future().await.unwrap()),
        read(async || borrowed(Box::leak(Box::new(chunks())))),
        read(async || typed().await.unwrap()),
        read(async || typed_plain()),
    ];
    for lines in all {
        let (first, below) = lines.split_once('\n').unwrap();
        let mut words: Vec<&str> = first.split(' ').collect();
        // Where the user's own functions say it, it is said in another order.
        words.sort_unstable();
        let mut expected: Vec<&str> = "gen_ai.chat \"chat gpt\" gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" \
             gen_ai.request.model=\"gpt\" gen_ai.response.id=\"c1\" gen_ai.response.model=\"gpt\" \
             gen_ai.response.finish_reasons=\"[\\\"stop\\\"]\" gen_ai.usage.input_tokens=9 gen_ai.usage.output_tokens=4 \
             gen_ai.usage.total_tokens=13 gen_ai.response.streaming=true"
            .split(' ')
            .collect();
        expected.sort_unstable();
        assert_eq!(words, expected);
        let pieces = below.lines().filter(|line| line.ends_with("function \"between\"")).count();
        assert!(pieces >= 3 && pieces == below.lines().count(), "{lines}");
    }
}

#[test]
fn an_error_before_the_stream_is_that_of_the_call() {
    let failed = "gen_ai.chat \"chat gpt\" [internal_error] gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" \
                  gen_ai.request.model=\"gpt\" error.type=\"wire::ai::Refused\"\n";
    let traces = block_on(capture_async(async { assert!(in_a_result(true).is_err()) }));
    assert_eq!(lines(&traces), failed);
    let traces = block_on(capture_async(async { assert!(later_in_a_result(true).await.is_err()) }));
    assert_eq!(lines(&traces), failed);
}

#[traced_ai(provider = "openai", model = "gpt")]
fn generic<T, E>(answer: Result<T, E>) -> Result<T, E> {
    answer
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn generic_async<T: Send>(answer: T) -> T {
    answer
}

#[traced_ai(provider = "openai", model = "gpt")]
fn reference(answer: &Value) -> Option<&Value> {
    Some(answer)
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn text() -> Result<String, Refused> {
    Ok(chunks()[2].to_string())
}

#[traced_ai(provider = "openai", model = "gpt")]
#[track_caller]
fn with_its_caller() -> u32 {
    std::panic::Location::caller().line()
}

#[traced_ai(agent = "forever")]
async fn never(stops: bool) -> ! {
    assert!(!stops, "stopped");
    std::future::pending().await
}

trait Model {
    async fn ask(&self, prompt: &str) -> Result<Value, Refused>;
}

struct Gpt {
    model: String,
}

impl Model for Gpt {
    #[traced_ai(provider = "openai", model = self.model, data(prompt.length = prompt.len()))]
    async fn ask(&self, prompt: &str) -> Result<Value, Refused> {
        Ok(chunks()[2].clone())
    }
}

#[test]
fn other_shapes() {
    let unknown = "gen_ai.chat \"chat gpt\" gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" \
                   gen_ai.request.model=\"gpt\"";
    let told = "gen_ai.response.id=\"c1\" gen_ai.response.model=\"gpt\" gen_ai.usage.input_tokens=9 \
                gen_ai.usage.output_tokens=4 gen_ai.usage.total_tokens=13";
    let line = |future: Pin<Box<dyn Future<Output = ()>>>| lines(&block_on(capture_async(future)));
    let known = format!("{unknown} {told}\n");
    assert_eq!(line(Box::pin(async { assert!(generic(Ok::<_, u8>(1)).is_ok()) })), format!("{unknown}\n"));
    assert_eq!(line(Box::pin(async { assert_eq!(generic_async("x").await, "x") })), format!("{unknown}\n"));
    assert_eq!(line(Box::pin(async { assert!(with_its_caller() > 0) })), format!("{unknown}\n"));
    assert_eq!(line(Box::pin(async { assert!(reference(&chunks()[2]).is_some()) })), known);
    assert_eq!(line(Box::pin(async { assert!(text().await.is_ok()) })), known);
    let named = line(Box::pin(async {
        let model = Gpt { model: "gpt-5.2".to_owned() };
        assert!(model.ask("Hello").await.is_ok());
    }));
    assert_eq!(
        named,
        format!(
            "gen_ai.chat \"chat gpt-5.2\" gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"openai\" \
             gen_ai.request.model=\"gpt-5.2\" prompt.length=5 {told}\n"
        )
    );
    let cut = line(Box::pin(async {
        let mut endless = Box::pin(never(false));
        assert!(futures_util::poll!(&mut endless).is_pending());
    }));
    assert_eq!(
        cut,
        "gen_ai.invoke_agent \"invoke_agent forever\" [cancelled] gen_ai.operation.name=\"invoke_agent\" \
         gen_ai.agent.name=\"forever\"\n"
    );
}
