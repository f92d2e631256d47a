//! Calls to models of language: what their spans tell, whoever answers, and however the answer comes.
//!
//! A function that asks a model says so by [`macro@crate::traced_ai`]. Its span has the operation `gen_ai.chat` and the
//! name `chat claude-sonnet-4-5`, and is told by the answer what that took: an [`Answer`] tells a [`Reply`], found in what
//! the function returns by its type.
//!
//! ```
//! use rina_trace::traced_ai;
//! use serde_json::{Value, json};
//!
//! #[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5", messages = messages, data(gen_ai.request.max_tokens = 1024))]
//! fn ask(messages: &[Value]) -> Result<Value, std::io::Error> {
//!     // .. sends them
//!     Ok(json!({
//!         "type": "message", "id": "msg_01", "model": "claude-sonnet-4-5", "stop_reason": "end_turn",
//!         "content": [{ "type": "text", "text": "Hi" }], "usage": { "input_tokens": 9, "output_tokens": 4 },
//!     }))
//! }
//! # assert!(ask(&[json!({ "role": "user", "content": "Hello" })]).is_ok());
//! ```
//!
//! # Typed clients
//!
//! A client whose types are serialised as the JSON of its provider, such as those of `async-openai` and
//! `anthropic-ai-sdk`, needs one line:
//!
//! ```
//! # use rina_trace::traced_ai;
//! # use serde_json::{Value as CreateChatCompletionResponse, json};
//! #[traced_ai(provider = "openai", model = "gpt-5.2", usage = |r| serde_json::to_value(r).ok())]
//! async fn ask(prompt: &str) -> Result<CreateChatCompletionResponse, std::io::Error> {
//!     # Ok(json!({ "choices": [], "usage": { "prompt_tokens": prompt.len(), "completion_tokens": 4 } }))
//!     // client.chat().create(request).await
//! }
//! ```
//!
//! That makes JSON of each answer that is kept. Without it, and for a client with types of its own such as `genai`, a type
//! of one's own stands around that of the client. Its name is a function, which is all that the attribute needs:
//!
//! ```
//! use rina_trace::ai::{Answer, Reply, Usage};
//! use rina_trace::traced_ai;
//! # mod genai {
//! #     pub struct ModelIden { pub model_name: String }
//! #     pub struct Usage { pub prompt_tokens: Option<i32>, pub completion_tokens: Option<i32> }
//! #     pub struct ChatResponse { pub provider_model_iden: ModelIden, pub usage: Usage }
//! # }
//!
//! struct Told<'a>(&'a genai::ChatResponse);
//!
//! impl Answer for Told<'_> {
//!     fn tell(&self, reply: &mut Reply) {
//!         let count = |tokens: Option<i32>| tokens.and_then(|tokens| u64::try_from(tokens).ok());
//!         let (input, output) = (count(self.0.usage.prompt_tokens), count(self.0.usage.completion_tokens));
//!         reply.model(&self.0.provider_model_iden.model_name);
//!         reply.usage(Usage { input, output, ..Usage::default() });
//!     }
//! }
//!
//! #[traced_ai(provider = "ollama", model = "llama3.2", usage = Told)]
//! async fn ask(prompt: &str) -> Result<genai::ChatResponse, std::io::Error> {
//! #   let usage = genai::Usage { prompt_tokens: Some(9), completion_tokens: Some(4) };
//! #   Ok(genai::ChatResponse { provider_model_iden: genai::ModelIden { model_name: prompt.to_owned() }, usage })
//!     // client.exec_chat("llama3.2", request, None).await
//! }
//! ```
//!
//! A function that returns something else calls [`record_answer`] with what it has got.
//!
//! # Streams
//!
//! The span of a function that returns a stream ends with the last item, and each item is asked what it adds: JSON of
//! the events, their bytes, or what implements [`Answer`]. That may be `impl Stream`, `Pin<Box<dyn Stream>>`,
//! `BoxStream`, by whatever name, or any of these in a `Result`, from an `async fn` or not. So is a
//! `reqwest::Response` with events in its body (feature `reqwest`): its type stays, and so do its bytes. The body of any
//! other response is the program's to read; [`record_answer`] tells what was in it.
//!
//! Recorded are `gen_ai.response.streaming`, `gen_ai.response.time_to_first_chunk` in seconds, and
//! `gen_ai.response.tokens_per_second`, which is the output by the time of the whole call. A stream that is dropped
//! half-way is `cancelled`, with what had come by then; one that had come to its end is not. An event that is an
//! error sets the status. OpenAI says what a stream took only where the request asks for it:
//! `stream_options: { include_usage: true }`.
//!
//! # Prompts and answers
//!
//! `messages`, `system_instructions`, the text of answers, and the keys that hold such things wherever the attribute
//! says them (`gen_ai.tool.call.arguments`, ..) are recorded only with
//! [`Config::send_default_pii`](crate::Config::send_default_pii), or as
//! [`Config::record_ai_inputs`](crate::Config::record_ai_inputs),
//! [`Config::record_ai_outputs`](crate::Config::record_ai_outputs) or the attribute say; nothing of them is evaluated
//! elsewhere. The first three take at most 20 000 bytes each, of which the last messages are kept, and what is no text is replaced
//! by `[Blob substitute]`. Secrets are filtered in them as everywhere.

mod answer;
mod answering;
#[cfg(feature = "reqwest")]
mod body;
mod chunks;
mod content;
mod contents;
mod door;
mod events;
mod failure;
mod hand;
mod input;
mod json;
mod live;
mod output;
mod probe;
mod reply;
mod streaming;
mod usage;

pub use self::answer::Answer;
#[doc(hidden)]
pub use self::door::{
    ai_embedded, ai_future, ai_future_from, ai_inputs, ai_looks, ai_messages, ai_named, ai_open,
    ai_open_from, ai_outputs, ai_system, ai_tell, ai_tool,
};
#[doc(hidden)]
pub use self::hand::Hand;
#[doc(hidden)]
pub use self::live::Live;
#[doc(hidden)]
pub use self::probe::Tells;
pub use self::reply::Reply;
pub use self::usage::Usage;

use crate::record::Change;
use crate::stack;

/// Tells an answer on the span that the thread or the task is in; does nothing where none is recorded.
///
/// For functions below [`macro@crate::traced_ai`] that return something else. Its texts are recorded as the
/// configuration says, and not on the span of a function that says `record_outputs = false`.
///
/// ```
/// use rina_trace::ai::{Usage, record_answer};
///
/// record_answer(&Usage::new(25, 15));
/// ```
pub fn record_answer<A: Answer + ?Sized>(answer: &A) {
    let Some(span) = stack::span_id() else { return };
    let keeps_content = stack::segment().is_some_and(|segment| segment.hub.contents.outputs);
    let mut reply = Reply::new(keeps_content);
    answer.tell(&mut reply);
    reply.close();
    let status = reply.status();
    reply.record(span);
    if let Some(status) = status {
        stack::change_current(Change::Status(status));
    }
}
