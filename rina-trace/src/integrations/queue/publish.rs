//! A message on its way to a queue. Known by users.

use super::ORIGIN;
use super::facts::Facts;
use super::headers::MessageHeaders;
use crate::callsite::{Callsite, Rules};
use crate::integrations::outgoing;
use crate::name_source::NameSource;
use crate::span::Span;

static PUBLISH: Callsite = Callsite {
    op: "queue.publish",
    name: "publish",
    file: file!(),
    line: line!(),
    rules: Rules::integration(ORIGIN),
};

/// A message that is about to be published to `destination`, the name of a queue or a topic.
pub fn publish(destination: &str) -> Publish<'_> {
    Publish { facts: Facts::of(destination) }
}

/// What is told of a message that is published; made by [`publish`].
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing is recorded before `start`"]
pub struct Publish<'a> {
    facts: Facts<'a>,
}

impl<'a> Publish<'a> {
    /// Names the broker: `kafka`, `rabbitmq`, `aws_sqs`, `redis` or the like.
    pub fn system(mut self, system: &'a str) -> Self {
        self.facts.system = Some(system);
        self
    }

    /// The id by which the broker knows the message. Where it is told only with the broker's answer, set
    /// `messaging.message.id` on the span then.
    pub fn message_id(mut self, id: &'a str) -> Self {
        self.facts.message_id = Some(id);
        self
    }

    /// The length of the body, in bytes.
    pub fn body_size(mut self, bytes: usize) -> Self {
        self.facts.body_size = Some(bytes);
        self
    }

    /// Opens the span `queue.publish`, below the current one, and makes the headers that the message carries.
    ///
    /// The span ends when it is dropped; give it to the future that sends with
    /// [`in_span`](crate::InSpan::in_span), or enter it.
    ///
    /// ```
    /// use rina_trace::{SpanStatus, queue};
    ///
    /// let (span, headers) = queue::publish("emails").system("rabbitmq").start();
    /// let properties: Vec<(&'static str, String)> = headers.into_iter().collect();
    /// # let send = |_: Vec<(&'static str, String)>| Err::<(), ()>(());
    /// if span.in_scope(|| send(properties)).is_err() {
    ///     span.set_status(SpanStatus::Unavailable);
    /// }
    /// ```
    #[must_use = "the span ends when it is dropped, and the message has no trace without its headers"]
    pub fn start(self) -> (Span, MessageHeaders) {
        let name = || format!("publish {}", self.facts.destination);
        let span = Span::of(outgoing::open(&PUBLISH, NameSource::Task, name));
        span.tell(&mut |fields| {
            fields.name(name());
            self.facts.record("send", fields);
        });
        let headers = MessageHeaders::now(span.headers());
        (span, headers)
    }
}
