//! What is known of an answer, whole or as far as it has come. Known by users, who tell it, and by whoever ends a span.

use serde_json::Value as Json;

use super::events::Events;
use super::output::Output;
use super::{Usage, failure};
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Text, Value};

/// Of one answer; a model that gives more of them is no model.
const MAX_REASONS: usize = 16;

/// What belongs to one provider alone.
const MAX_DATA: usize = 32;

/// What is known of the answer of a model: an [`Answer`](super::Answer) tells it, and it is recorded when the span ends.
///
/// Of what is said twice the later word holds. Only texts and calls of tools add up, for a stream brings them in pieces.
///
/// ```
/// # use rina_trace::ai::{Reply, Usage};
/// # fn tell(reply: &mut Reply) {
/// reply.id("msg_01").model("claude-sonnet-4-5").finish_reason("end_turn").usage(Usage::new(25, 15));
/// # }
/// ```
#[derive(Default)]
pub struct Reply {
    id: Option<Text>,
    model: Option<Text>,
    finish_reasons: Vec<Text>,
    usage: Usage,
    failure: Option<(Text, SpanStatus)>,
    is_complete: bool,
    is_of_tool: bool,
    data: Vec<(Key, Value)>,
    output: Option<Output>,
    events: Events,
}

impl Reply {
    /// One of which the contents are kept, or not.
    pub(crate) fn new(keeps_content: bool) -> Self {
        Self { output: keeps_content.then(Output::default), ..Self::default() }
    }

    /// The id of the answer: `gen_ai.response.id`.
    pub fn id(&mut self, id: &str) -> &mut Self {
        self.id = Some(Text::new(id));
        self
    }

    /// The model that answered, which may be another than was asked: `gen_ai.response.model`.
    pub fn model(&mut self, model: &str) -> &mut Self {
        self.model = Some(Text::new(model));
        self
    }

    /// Why the model stopped, once for each answer that it gave: `gen_ai.response.finish_reasons`. The stream is
    /// complete with it: dropped later, it is not `cancelled`.
    pub fn finish_reason(&mut self, reason: &str) -> &mut Self {
        if self.finish_reasons.len() < MAX_REASONS {
            self.finish_reasons.push(Text::new(reason));
        }
        self.complete()
    }

    /// The same for one of several answers, by its place: said twice, the later word holds.
    pub(super) fn finish_reason_at(&mut self, place: u64, reason: &str) -> &mut Self {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        match self.finish_reasons.get_mut(place) {
            Some(said) => *said = Text::new(reason),
            None => return self.finish_reason(reason),
        }
        self.complete()
    }

    /// It is that of a tool, in which nothing is looked for but that it has failed.
    pub(super) fn of_tool(&mut self) {
        self.is_of_tool = true;
    }

    pub(super) const fn is_of_tool(&self) -> bool {
        self.is_of_tool
    }

    /// What it took. What `usage` does not know stays as it was said before.
    pub fn usage(&mut self, usage: Usage) -> &mut Self {
        self.usage.update(usage);
        self
    }

    /// What was said of it so far.
    pub(crate) const fn used(&self) -> Usage {
        self.usage
    }

    /// A piece of the text of the answer. Kept only where contents are recorded, see [`keeps_content`](Self::keeps_content).
    pub fn text(&mut self, text: &str) -> &mut Self {
        if let Some(output) = &mut self.output {
            output.text(text);
        }
        self
    }

    /// A call of a tool that the model asks for, or, without a name, a further piece of the arguments of the last one.
    /// Kept as texts are.
    pub fn tool_call(&mut self, id: Option<&str>, name: Option<&str>, arguments: &str) -> &mut Self {
        self.tool_call_at(None, id, name, arguments)
    }

    /// The same for one of several calls whose pieces come in turns, by its place.
    pub(super) fn tool_call_at(
        &mut self,
        place: Option<u64>,
        id: Option<&str>,
        name: Option<&str>,
        arguments: &str,
    ) -> &mut Self {
        if let Some(output) = &mut self.output {
            output.tool_call(place, id, name, arguments);
        }
        self
    }

    /// True where texts and calls of tools are recorded: with [`Config::send_default_pii`](crate::Config::send_default_pii),
    /// [`Config::record_ai_outputs`](crate::Config::record_ai_outputs) or `record_outputs = true`.
    pub const fn keeps_content(&self) -> bool {
        self.output.is_some()
    }

    /// The provider says that it failed, in a word of its own such as `overloaded_error` or `rate_limit_exceeded`, or by
    /// a code of HTTP. The span ends with the status that is meant: see [`SpanStatus`].
    pub fn error(&mut self, kind: &str) -> &mut Self {
        self.failure = Some((Text::new(kind), failure::status(kind)));
        self
    }

    /// The answer is all there: whoever drops its stream from here on has not cut it short.
    pub fn complete(&mut self) -> &mut Self {
        self.is_complete = true;
        self
    }

    /// Records a value that belongs to this provider alone, under a key of one's own.
    pub fn set(&mut self, key: impl Into<Key>, value: impl IntoValue) -> &mut Self {
        let (key, Some(value)) = (key.into(), value.to_value()) else { return self };
        if let Some((_, known)) = self.data.iter_mut().find(|(known, _)| *known == key) {
            *known = value;
        } else if self.data.len() < MAX_DATA {
            self.data.push((key, value));
        }
        self
    }

    /// JSON of a provider as text: all of it, or a piece of a stream of server-sent events or of lines, cut anywhere.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        let mut events = std::mem::take(&mut self.events);
        events.feed(bytes, &mut |event: &Json| super::json::tell(event, self));
        self.events = events;
        self
    }

    /// No more of it will come: what was read of a last line is looked at.
    pub(crate) fn close(&mut self) {
        let events = std::mem::take(&mut self.events);
        events.close(&mut |event: &Json| super::json::tell(event, self));
    }

    pub(crate) const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// How its span ends, if it tells.
    pub(crate) fn status(&self) -> Option<SpanStatus> {
        self.failure.as_ref().map(|(_, status)| *status)
    }

    /// Says all of it on its span. A second time, only what it took.
    pub(crate) fn record(&mut self, span: SpanId) {
        for attribute in self.attributes() {
            stack::say(span, Change::Attribute(attribute));
        }
    }

    pub(super) fn attributes(&mut self) -> Vec<Attribute> {
        self.close();
        let mut all = Vec::new();
        let mut say = |key: AttributeKey, value: Option<Value>| {
            all.extend(value.map(|value| Attribute { kind: AttributeKind::Data, key, value }));
        };
        say(AttributeKey::Static("gen_ai.response.id"), self.id.take().map(Value::Text));
        say(AttributeKey::Static("gen_ai.response.model"), self.model.take().map(Value::Text));
        let reasons = std::mem::take(&mut self.finish_reasons);
        if !reasons.is_empty() {
            let reasons: Json = reasons.iter().map(|reason| &**reason).collect();
            say(AttributeKey::Static("gen_ai.response.finish_reasons"), reasons.to_string().to_value());
        }
        for (key, count) in self.usage.attributes() {
            say(AttributeKey::Static(key), count.to_value());
        }
        say(AttributeKey::Static("error.type"), self.failure.take().map(|(kind, _)| Value::Text(kind)));
        let messages = self.output.take().and_then(|output| output.messages(&reasons));
        let messages = messages.map(|messages| Value::Text(Text::long(&messages)));
        say(AttributeKey::Static("gen_ai.output.messages"), messages);
        for (key, value) in self.data.drain(..) {
            say(key.into(), Some(value));
        }
        all
    }
}
