//! What can tell a reply. Known by users, who implement it for their types, and by expanded code.

use std::sync::Arc;

use super::{Reply, Usage, json};

/// What a model answered, or a part of it: tells a [`Reply`] what it knows.
///
/// [`macro@crate::traced_ai`] finds it in what a function returns: in the value, in the `Ok` of a `Result`, behind
/// references and in an `Option`, and in the items of a stream. JSON of Anthropic, OpenAI, Gemini, Ollama and Bedrock
/// implements it, as [`serde_json::Value`] and as text, in which server-sent events are found too; see
/// [`Reply::bytes`].
///
/// ```
/// use rina_trace::ai::{Answer, Reply, Usage};
///
/// struct Completion {
///     id: String,
///     model: String,
///     read: u64,
///     written: u64,
/// }
///
/// impl Answer for Completion {
///     fn tell(&self, reply: &mut Reply) {
///         reply.id(&self.id).model(&self.model).usage(Usage::new(self.read, self.written));
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` tells nothing of the answer of a model",
    label = "expected a `Usage`, JSON, or what implements `Answer`",
    note = "give a `rina_trace::ai::Usage`, or implement `rina_trace::ai::Answer` for `{Self}`"
)]
pub trait Answer {
    /// Tells what it knows. Of a stream, each chunk is asked in turn, and tells what it adds.
    fn tell(&self, reply: &mut Reply);
}

impl Answer for Usage {
    fn tell(&self, reply: &mut Reply) {
        reply.usage(*self);
    }
}

impl Answer for serde_json::Value {
    fn tell(&self, reply: &mut Reply) {
        json::tell(self, reply);
    }
}

impl Answer for [u8] {
    fn tell(&self, reply: &mut Reply) {
        reply.bytes(self);
    }
}

impl Answer for str {
    fn tell(&self, reply: &mut Reply) {
        reply.bytes(self.as_bytes());
    }
}

macro_rules! behind {
    ($([$($generics:tt)*] $pointer:ty;)*) => { $(
        impl<$($generics)*> Answer for $pointer {
            fn tell(&self, reply: &mut Reply) {
                (**self).tell(reply);
            }
        }
    )* };
}

behind! {
    [] String;
    [] Vec<u8>;
    [T: Answer + ?Sized] &T;
    [T: Answer + ?Sized] &mut T;
    [T: Answer + ?Sized] Box<T>;
    [T: Answer + ?Sized] Arc<T>;
}

#[cfg(feature = "http")]
behind! {
    [] bytes::Bytes;
}

impl<T: Answer> Answer for Option<T> {
    fn tell(&self, reply: &mut Reply) {
        if let Some(answer) = self {
            answer.tell(reply);
        }
    }
}

/// By its body; what its head tells is recorded of every response.
#[cfg(feature = "http")]
impl<B: Answer> Answer for http::Response<B> {
    fn tell(&self, reply: &mut Reply) {
        self.body().tell(reply);
    }
}
