//! A message that came out of a queue: a segment of its own, in the trace of the producer or linked to it.
//!
//! Known by users.

use std::any::type_name;
use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

use sentry::SentryFutureExt;

use super::facts::Facts;
use super::{ORIGIN, headers};
use crate::callsite::{Callsite, Rules};
use crate::fields::Fields;
use crate::future::TracedFuture;
use crate::hub;
use crate::link::SpanLink;
use crate::name_source::NameSource;
use crate::outcome::Failure;
use crate::propagation::Carrier;
use crate::recorder::Known;
use crate::remote::{self, RemoteParent};
use crate::seat;
use crate::span::Span;
use crate::stack::here;
use crate::start;
use crate::status::SpanStatus;
use crate::value::IntoValue;

static PROCESS: Callsite = Callsite {
    op: "queue.process",
    name: "process",
    file: file!(),
    line: line!(),
    rules: Rules::integration(ORIGIN).root(),
};

/// A message that came from `destination`, the name of a queue or a topic, and is about to be processed.
pub fn process(destination: &str) -> Process<'_> {
    Process {
        facts: Facts::of(destination),
        remote: None,
        is_linked: false,
        producers: Vec::new(),
        count: None,
        retries: None,
        sent_at: None,
    }
}

/// What is told of a message that is processed; made by [`process`].
#[derive(Debug, Clone)]
#[must_use = "nothing is recorded before `start` or `run`"]
pub struct Process<'a> {
    facts: Facts<'a>,
    remote: Option<RemoteParent>,
    is_linked: bool,
    producers: Vec<SpanLink>,
    count: Option<usize>,
    retries: Option<u64>,
    sent_at: Option<SystemTime>,
}

impl<'a> Process<'a> {
    /// Names the broker: `kafka`, `rabbitmq`, `aws_sqs`, `redis` or the like.
    pub fn system(mut self, system: &'a str) -> Self {
        self.facts.system = Some(system);
        self
    }

    /// The id by which the broker knows the message.
    pub fn message_id(mut self, id: &'a str) -> Self {
        self.facts.message_id = Some(id);
        self
    }

    /// The length of the body, in bytes.
    pub fn body_size(mut self, bytes: usize) -> Self {
        self.facts.body_size = Some(bytes);
        self
    }

    /// How many times the message was tried before.
    pub fn retry_count(mut self, count: u64) -> Self {
        self.retries = Some(count);
        self
    }

    /// When the message was published, as the broker tells; goes before what its headers say.
    ///
    /// The time until now is recorded in milliseconds. It is that between two clocks: of a producer whose clock is
    /// ahead, it is 0.
    pub fn sent_at(mut self, time: SystemTime) -> Self {
        self.sent_at = Some(time);
        self
    }

    /// The message's headers: its trace goes on, and it is known how long it has waited.
    pub fn headers(mut self, headers: impl Carrier) -> Self {
        if let Some(hub) = here::hub() {
            self.sent_at = self.sent_at.or_else(|| headers::enqueued(&headers));
            self.remote = Some(remote::continue_at(&hub, &headers));
        }
        self
    }

    /// Starts a trace of its own, with a link to the producer, instead of going on in that of the producer.
    pub fn linked(mut self) -> Self {
        self.is_linked = true;
        self
    }

    /// The headers of all messages that are processed at once: a trace of its own, with a link to each producer.
    ///
    /// It is told how many messages there are, and how long the oldest has waited. A span keeps 128 links.
    ///
    /// ```
    /// use rina_trace::queue;
    ///
    /// # struct Message { headers: Vec<(String, String)> }
    /// # fn store(messages: &[Message]) -> Result<(), std::fmt::Error> { Ok(()) }
    /// fn handle(messages: &[Message]) -> Result<(), std::fmt::Error> {
    ///     let headers = messages.iter().map(|message| &message.headers);
    ///     queue::process("events").system("kafka").batch(headers).run(|| store(messages))
    /// }
    /// # assert!(handle(&[]).is_ok());
    /// ```
    pub fn batch<C: Carrier>(mut self, messages: impl IntoIterator<Item = C>) -> Self {
        self.is_linked = true;
        let Some(hub) = here::hub() else { return self };
        let mut oldest = None;
        for headers in messages {
            self.count = Some(self.count.unwrap_or_default() + 1);
            self.producers.extend(remote::continue_at(&hub, &headers).link());
            oldest = [oldest, headers::enqueued(&headers)].into_iter().flatten().min();
        }
        self.sent_at = self.sent_at.or(oldest);
        self
    }

    /// Starts the transaction. It ends when the span is dropped; [`run`](Self::run) does more.
    #[must_use = "the span ends when it is dropped"]
    pub fn start(mut self) -> Span {
        let hub = if hub::is_on() { here::hub_or_explain(&PROCESS) } else { None };
        let Some(hub) = hub else { return Span::of(seat::none(&PROCESS)) };
        if self.is_linked {
            let producer = self.remote.take().and_then(|remote| remote.link());
            self.producers.extend(producer);
        }
        let known = Known::named(format!("process {}", self.facts.destination), NameSource::Task);
        let segment = start::start(hub, &PROCESS, self.remote.as_ref(), known);
        let span = Span::of(seat::root(&PROCESS, segment));
        span.tell(&mut |fields| self.record(fields));
        for producer in self.producers {
            span.link(producer);
        }
        span
    }

    /// Processes the message: an `Err` marks the transaction, and so does a panic. What the work puts on the scope of
    /// `sentry`, such as a user, stays its own.
    ///
    /// # Errors
    ///
    /// What `work` returned.
    pub fn run<T, E>(self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let span = self.start();
        let result = match own_hub(&span) {
            Some(hub) => sentry::Hub::run(hub, || span.in_scope(work)),
            None => span.in_scope(work),
        };
        if result.is_err() {
            span.set("error.type", type_name::<E>()).set_status(SpanStatus::InternalError);
        }
        result
    }

    /// The same for what is asynchronous. Dropped before it is done, the transaction is `cancelled`.
    pub fn run_async<T, E, F>(self, work: impl FnOnce() -> F) -> impl Future<Output = Result<T, E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let span = self.start();
        let hub = own_hub(&span).unwrap_or_else(sentry::Hub::current);
        let future = sentry::Hub::run(Arc::clone(&hub), || span.in_scope(work)).bind_hub(hub);
        let (head, tail) = span.into_seat();
        TracedFuture::begun(head, tail, future, |result, fields| {
            if result.is_err() {
                fields.failure(&Failure::of::<E>(None));
            }
        })
    }

    fn record(&self, fields: &mut Fields) {
        self.facts.record("process", fields);
        fields.data("messaging.batch.message_count", self.count.to_value());
        fields.data("messaging.message.retry.count", self.retries.to_value());
        let waited = self.sent_at.map(|sent| sent.elapsed().unwrap_or_default().as_millis());
        fields.data("messaging.message.receive.latency", waited.map(|millis| millis as u64).to_value());
    }
}

/// A hub of `sentry` for what processes one message.
fn own_hub(span: &Span) -> Option<Arc<sentry::Hub>> {
    span.has_client().then(|| Arc::new(sentry::Hub::new_from_top(sentry::Hub::current())))
}
