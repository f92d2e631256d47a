//! Messages of queues, whatever their broker and client: published with the trace in their headers, processed in it.
//!
//! ```
//! use rina_trace::{InSpan, queue};
//!
//! # struct Record { headers: Vec<(String, Vec<u8>)>, body: Vec<u8> }
//! # async fn send(_: &Record) {}
//! # async fn handle(_: &Record) -> Result<(), std::fmt::Error> { Ok(()) }
//! # async fn example(mut record: Record) -> Result<(), std::fmt::Error> {
//! // The producer: a span `queue.publish`, and headers to put into the message.
//! let (span, headers) =
//!     queue::publish("emails").system("kafka").message_id("7").body_size(record.body.len()).start();
//! headers.apply(&mut record.headers);
//! send(&record).in_span(span).await;
//!
//! // The consumer: a transaction `queue.process` in the trace of the producer.
//! queue::process("emails")
//!     .system("kafka")
//!     .message_id("7")
//!     .body_size(record.body.len())
//!     .headers(&record.headers)
//!     .run_async(|| handle(&record))
//!     .await
//! # }
//! ```
//!
//! Both carry `messaging.destination.name`, `messaging.system`, `messaging.message.id` and
//! `messaging.message.body.size` where they are told; the consumer also how long the message has waited, in
//! `messaging.message.receive.latency`. These are what Sentry's page of queues groups and charts by, see
//! <https://docs.sentry.io/platforms/javascript/guides/node/tracing/instrumentation/queues-module/>.
//!
//! # One trace, or two
//!
//! A message is processed in the trace of whoever published it. Where that would make traces that never end, such as
//! messages that make new messages, [`Process::linked`] starts a trace of its own, with a [`SpanLink`] to
//! the producer. Many messages that are processed at once have many producers: [`Process::batch`] links to them all.
//!
//! # By attribute
//!
//! What is told here can be written on the function that processes, too. It sees errors as every traced function does:
//!
//! ```
//! use rina_trace::{current, traced};
//!
//! # struct Record { id: String, headers: Vec<(String, Vec<u8>)> }
//! #[traced(
//!     op = "queue.process",
//!     name = "process emails",
//!     root,
//!     continue_from = record.headers,
//!     err = capture,
//!     data(messaging.destination.name = "emails", messaging.system = "kafka", messaging.message.id = &record.id),
//! )]
//! async fn handle(record: &Record) -> Result<(), std::fmt::Error> {
//!     Ok(())
//! }
//! ```
//!
//! [`SpanLink`]: crate::SpanLink

mod facts;
mod headers;
mod process;
mod publish;

pub use self::headers::MessageHeaders;
pub use self::process::{Process, process};
pub use self::publish::{Publish, publish};

/// Who makes the spans.
const ORIGIN: &str = "auto.queue.rina_trace";
