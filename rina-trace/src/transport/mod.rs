//! The way to Sentry: one bounded queue, one worker thread, for our segments and for what `sentry` captures.
//!
//! Nothing here runs on the caller's thread but a push into the queue. Knows envelopes; made by the hub, told by
//! the recorder, flushed by the guard.

#[cfg(feature = "transport")]
mod ahead;
#[cfg(feature = "transport")]
mod connection;
#[cfg(feature = "transport")]
mod deflate;
mod destination;
#[cfg(feature = "transport")]
mod dial;
mod endpoint;
#[cfg(feature = "transport")]
mod gzip;
#[cfg(feature = "transport")]
mod http;
mod ledger;
mod limits;
mod outbox;
mod queue;
mod sender;
mod sentry;
#[cfg(feature = "transport")]
#[cfg(test)]
mod server;
#[cfg(feature = "transport")]
#[cfg(test)]
mod tests;
mod worker;

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use ::sentry::Transport;

pub(crate) use self::endpoint::{Endpoint, Proxies};
pub(crate) use self::outbox::Delays;
pub(crate) use self::sentry::SentryTransport;

use self::destination::Destination;
use self::ledger::Ledger;
use self::limits::Limits;
use self::outbox::Outbox;
use self::queue::{Job, Queue};
use self::sender::Sender;
use self::worker::Worker;
use crate::envelope::{self, About, Category, Loss};
use crate::propagation::Dsc;
use crate::scrub;
use crate::segment::Segment;
use crate::stats::{Counters, Reason};

/// What is done with each finished segment before it is encoded: the user's callbacks, the console. Runs on the
/// worker; a panic in it costs this segment only.
pub(crate) type Prepare = Box<dyn FnMut(Segment) -> Prepared + Send>;

/// What [`Prepare`] made of a segment.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The segment, or why it is not to be sent.
    pub(crate) segment: Result<Segment, Reason>,
    /// How many spans the user's rules took out; others that are gone count as taken out by a callback.
    pub(crate) ignored: u64,
}

/// How to deliver.
pub(crate) struct Options {
    /// Sentry. Only with the feature `transport`; without it a custom transport is needed.
    pub(crate) endpoint: Option<Endpoint>,
    /// The URL of Spotlight, which gets a copy of everything. Only with the feature `transport`.
    pub(crate) spotlight: Option<String>,
    /// The user's transport, in place of ours.
    pub(crate) custom: Option<Arc<dyn Transport>>,
    pub(crate) prepare: Prepare,
    /// For what `sentry` captured; segments come scrubbed from [`Prepare`].
    pub(crate) scrub: Arc<scrub::Rules>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) about: Arc<About>,
    /// Spans of AI models go as items of their own; not to Spotlight.
    pub(crate) streams: bool,
    pub(crate) delays: Delays,
}

/// Delivers segments and envelopes, in the order in which they are pushed.
pub(crate) struct Delivery {
    queue: Arc<Queue>,
    ledger: Arc<Ledger>,
    custom: Option<Arc<dyn Transport>>,
    /// Whether there is somewhere to send to: only then is anything counted.
    counts: bool,
    worker: Option<ThreadId>,
}

impl Delivery {
    /// Starts the worker. Where no thread can be started, all that is pushed is counted as lost.
    pub(crate) fn start(options: Options) -> Self {
        let ours = cfg!(feature = "transport") && (options.endpoint.is_some() || options.spotlight.is_some());
        let (queue, ledger) = (Arc::new(Queue::default()), Arc::new(Ledger::new(options.counters)));
        let custom = options.custom.clone();
        let (its_queue, its_ledger) = (Arc::clone(&queue), Arc::clone(&ledger));
        let run = move || {
            give_way();
            // Made here, because TLS takes its time to start.
            let destination = Destination::new(options.endpoint, options.custom);
            let streams = options.streams && !matches!(destination, Destination::Nowhere);
            let sender = Sender {
                destination,
                ledger: Arc::clone(&its_ledger),
                about: Arc::clone(&options.about),
                outbox: Outbox::new(options.delays),
                limits: Limits::default(),
                reported_at: Instant::now(),
            };
            let worker = Worker {
                queue: its_queue,
                ledger: its_ledger,
                about: options.about,
                prepare: options.prepare,
                scrub: options.scrub,
                streams,
                sender,
                #[cfg(feature = "transport")]
                spotlight: options.spotlight.map(|url| destination::Spotlight::new(&url, options.delays)),
                flushes: VecDeque::new(),
                taken: 0,
            };
            worker.run();
        };
        let worker = std::thread::Builder::new().name("rina-trace".to_owned()).spawn(run);
        if let Err(error) = &worker {
            tracing::warn!(target: "rina_trace", %error, "no thread to send from: all spans are lost");
            queue.close();
            queue.end();
        }
        let worker = worker.ok().map(|handle| handle.thread().id());
        Self { queue, ledger, counts: ours || custom.is_some(), custom, worker }
    }

    /// Hands a finished segment over. Never blocks; what there is no room for is counted as lost. One that is not
    /// sampled is prepared, and neither sent nor counted.
    pub(crate) fn push(&self, segment: Segment) {
        if self.counts && segment.sampled {
            self.ledger.recorded(&segment);
        }
        self.push_job(Job::Segment(Box::new(segment)));
    }

    /// The same for what `sentry` captured; `dsc` goes into its header if it has none.
    pub(crate) fn push_envelope(&self, envelope: ::sentry::Envelope, dsc: Option<Dsc>) {
        self.push_job(Job::Envelope(Box::new(envelope), dsc));
    }

    /// Counts spans that no segment will carry, such as those that nobody finished.
    pub(crate) fn spans_lost(&self, reason: Reason, spans: u64) {
        if self.counts {
            self.ledger.counters.recorded(spans);
            self.ledger.spans_lost(reason, spans);
        }
    }

    /// Counts a segment that was not even started, so that one span is all that is known of it.
    pub(crate) fn segment_lost(&self, reason: Reason) {
        if self.counts {
            self.ledger.counters.recorded(1);
            self.ledger.segment_lost(reason, 1);
        }
    }

    /// Counts events that were not even made.
    pub(crate) fn events_lost(&self, reason: Reason, events: u64) {
        self.ledger.report(reason, [Loss::new(Category::Error, events)]);
    }

    /// Waits until everything that was pushed before is sent or lost. False when that takes longer than `timeout`,
    /// and on the worker itself, which cannot wait for its own work.
    pub(crate) fn flush(&self, timeout: Duration) -> bool {
        if self.worker == Some(std::thread::current().id()) {
            return false;
        }
        let until = deadline(timeout);
        let flushed = self.queue.flush(until);
        let left = until.saturating_duration_since(Instant::now());
        flushed && self.custom.as_ref().is_none_or(|custom| custom.flush(left))
    }

    /// Flushes, then ends the worker; what is pushed from then on is counted as lost. False when not everything
    /// was sent or lost within `timeout`; what was left then is lost.
    pub(crate) fn shutdown(&self, timeout: Duration) -> bool {
        let until = deadline(timeout);
        let flushed = self.flush(timeout);
        self.queue.close();
        let left = until.saturating_duration_since(Instant::now());
        let ended = self.worker == Some(std::thread::current().id()) || self.queue.wait_for_end(until);
        let custom = self.custom.as_ref().is_none_or(|custom| custom.shutdown(left));
        flushed && ended && custom
    }

    fn push_job(&self, job: Job) {
        if let Err(job) = self.queue.push(job) {
            lost(&self.ledger, self.counts, &job, Reason::QueueOverflow);
        }
    }
}

impl Drop for Delivery {
    /// Tells the worker to end and does not wait for it.
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// How much later than the program's own threads the worker has its turn, as `nice` counts it.
#[cfg(all(feature = "transport", target_os = "linux"))]
const NICE: i32 = 5;

/// The program goes before what is told of it: where the processors are busy, the worker waits. Without the right to say so, it does not.
fn give_way() {
    // Elsewhere it would be said of the whole process.
    #[cfg(all(feature = "transport", target_os = "linux"))]
    let _ = rustix::process::nice(NICE);
}

/// Accounts for a job that will not be done.
fn lost(ledger: &Ledger, counts: bool, job: &Job, reason: Reason) {
    match job {
        Job::Segment(segment) if counts && segment.sampled => {
            ledger.segment_lost(reason, segment.span_count());
        }
        Job::Envelope(envelope, _) => ledger.report(reason, envelope::losses_of(envelope)),
        Job::Segment(_) | Job::Flush(_) => {}
    }
}

/// The moment after `timeout`; a timeout beyond the clock is as good as a year.
fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout).unwrap_or(now + Duration::from_secs(365 * 24 * 60 * 60))
}
