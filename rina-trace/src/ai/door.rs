//! What expanded code asks of this room. Known by the door of the runtime alone.

use std::borrow::Cow;
use std::future::Future;

use serde::Serialize;

use super::answering::Answering;
use super::live::{Asked, Live, Look, Tell};
use super::{Answer, Reply, contents, input};
use crate::callsite::Callsite;
use crate::fields::Fields;
use crate::remote::RemoteParent;
use crate::value::{Value, WantsText};

/// The span of a function that is not `async`.
#[inline]
pub fn ai_open(callsite: &'static Callsite) -> Asked {
    Asked::new(callsite, None)
}

/// The same, in the trace of another service.
pub fn ai_open_from(callsite: &'static Callsite, remote: RemoteParent) -> Asked {
    Asked::new(callsite, Some(Box::new(remote)))
}

/// The future of an `async fn`.
#[inline]
pub fn ai_future<F: Future<Output = T>, T, O>(
    callsite: &'static Callsite,
    future: F,
    hand: fn(T, Live) -> O,
) -> Answering<F, O> {
    Answering::waiting(callsite, None, future, hand)
}

/// The same, in the trace of another service.
pub fn ai_future_from<F: Future<Output = T>, T, O>(
    callsite: &'static Callsite,
    remote: RemoteParent,
    future: F,
    hand: fn(T, Live) -> O,
) -> Answering<F, O> {
    Answering::waiting(callsite, Some(Box::new(remote)), future, hand)
}

/// Says what the span is about, and names it by that: `chat` and the model.
pub fn ai_named<Key>(
    fields: &Fields,
    keys: &[&'static str],
    before: &'static str,
    renames: bool,
    subject: &(impl WantsText<Key> + ?Sized),
) {
    let Some(subject) = subject.to_value() else { return };
    if renames {
        let name = match &subject {
            Value::Text(subject) => format!("{before} {}", &**subject),
            subject => format!("{before} {subject}"),
        };
        fields.name(Cow::Owned(name));
    }
    for key in keys {
        fields.data(key, Some(subject.clone()));
    }
}

/// True if what the model is sent is recorded.
pub fn ai_inputs(said: Option<bool>) -> bool {
    contents::keeps_inputs(said)
}

/// True if what a model or a tool answers is recorded on the current span.
pub fn ai_outputs(said: Option<bool>) -> bool {
    contents::keeps_answers(said)
}

/// The answer is that of a tool.
pub fn ai_tool(reply: &mut Reply) {
    reply.of_tool();
}

/// Says what the model is sent.
pub fn ai_messages(fields: &Fields, sent: &impl Serialize) {
    input::messages(fields, sent);
}

/// Says what is embedded.
pub fn ai_embedded(fields: &Fields, sent: &impl Serialize) {
    input::embedded(fields, sent);
}

/// Says what the model is told of itself.
pub fn ai_system(fields: &Fields, sent: &impl Serialize) {
    input::system(fields, sent);
}

/// Tells what the user's own function has made of a value.
pub fn ai_tell(reply: &mut Reply, answer: impl Answer) {
    answer.tell(reply);
}

/// For a lint, which only has to see what is looked at.
pub fn ai_looks<T>(_: Look<T>, _: Tell<T>) {}
