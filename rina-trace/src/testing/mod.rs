//! Capture of spans in tests: what a piece of code records, apart from all other tests of the process.
//!
//! A capture belongs to the code it runs, not to the process: segments that start within it, in tasks and threads
//! too that were spawned with [`crate::spawn`], [`crate::spawn_blocking`], [`crate::thread::spawn`] or
//! [`crate::in_current_span`], are captured and nothing is sent. Wait for what was spawned before the capture
//! ends: it holds what has finished by then. A `tower::ServerLayer` that is made within it brings its requests along,
//! whatever tasks the server spawns.
//!
//! An `async fn` that is called in the argument, as in `capture_async(handle(request))`, is captured: it begins when
//! it is first polled. A function that is not `async` and returns a future begins when it is called: call it within,
//! `capture_async(async { handle(request).await })`.
//!
//! ```
//! use rina_trace::{testing, traced};
//!
//! #[traced(op = "function", name = "double", data(n))]
//! fn double(n: u64) -> u64 {
//!     n * 2
//! }
//!
//! let traces = testing::capture(|| double(21));
//! assert_eq!(traces.to_string(), "trace 1\nfunction \"double\" n=21\n");
//! ```

mod tree;

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Config;
use crate::hub::{Hub, InUse};
use crate::segment::Segment;
use crate::sink::Sink;
use crate::stack::{Context, NO_SPAN, Place};
use crate::stats::Reason;
use crate::task::run_in;

/// Runs `f` and gives back the segments that it recorded, all of them sampled.
pub fn capture<R>(f: impl FnOnce() -> R) -> Traces {
    capture_with(&Config::new().traces_sample_rate(1.0), f)
}

/// Runs `f` with a configuration of its own and gives back the segments that it recorded.
///
/// The environment is not read, nothing is sent. A configuration that is wrong captures nothing.
pub fn capture_with<R>(config: &Config, f: impl FnOnce() -> R) -> Traces {
    let Some(capture) = Capture::new(config) else { return Traces::default() };
    run_in(Some(capture.context()), f);
    capture.traces()
}

/// Runs `future` and gives back the segments that it recorded, all of them sampled.
pub async fn capture_async<F: Future>(future: F) -> Traces {
    capture_async_with(&Config::new().traces_sample_rate(1.0), future).await
}

/// Runs `future` with a configuration of its own and gives back the segments that it recorded.
pub async fn capture_async_with<F: Future>(config: &Config, future: F) -> Traces {
    let Some(capture) = Capture::new(config) else { return Traces::default() };
    let mut future = pin!(future);
    std::future::poll_fn(|context| run_in(Some(capture.context()), || future.as_mut().poll(context))).await;
    capture.traces()
}

/// What a capture recorded: segments in the order in which they started.
///
/// Prints as a tree without times and with ids that are counted, fit for a snapshot.
#[derive(Debug, Default)]
pub struct Traces {
    segments: Vec<Segment>,
    unsampled: u64,
    unrecorded: u64,
}

impl Traces {
    /// The segments, in the order in which they started; what was late comes after what it was late for.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// How many segments were not sampled, or ignored.
    pub fn unsampled(&self) -> u64 {
        self.unsampled
    }

    /// How many spans could not be recorded.
    pub fn unrecorded(&self) -> u64 {
        self.unrecorded
    }
}

impl std::fmt::Display for Traces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        tree::print(&self.segments, f)
    }
}

struct Capture {
    hub: Arc<Hub>,
    collector: Arc<Collector>,
    _in_use: InUse,
}

impl Capture {
    fn new(config: &Config) -> Option<Self> {
        let collector = Arc::new(Collector::default());
        crate::clock::start();
        let sink = Arc::clone(&collector) as Arc<dyn Sink>;
        let hub = Arc::new(config.resolve().ok()?.hub(sink, false));
        Some(Self { hub, collector, _in_use: InUse::new(config.captures_errors()) })
    }

    fn context(&self) -> Context {
        Context { place: Place::Hub(Arc::clone(&self.hub)), span: NO_SPAN }
    }

    fn traces(&self) -> Traces {
        let mut segments =
            std::mem::take(&mut *self.collector.segments.lock().unwrap_or_else(PoisonError::into_inner));
        for segment in &mut segments {
            segment.settle();
        }
        segments.sort_by_key(|segment| segment.root.start);
        Traces {
            segments,
            unsampled: self.collector.unsampled.load(Ordering::Relaxed),
            unrecorded: self.collector.unrecorded.load(Ordering::Relaxed),
        }
    }
}

#[derive(Default)]
struct Collector {
    segments: Mutex<Vec<Segment>>,
    unsampled: AtomicU64,
    unrecorded: AtomicU64,
}

impl Sink for Collector {
    fn deliver(&self, segment: Segment) {
        if segment.info.unwanted {
            return self.unsampled(true);
        }
        self.segments.lock().unwrap_or_else(PoisonError::into_inner).push(segment);
    }

    fn unsampled(&self, _ignored: bool) {
        self.unsampled.fetch_add(1, Ordering::Relaxed);
    }

    fn unrecorded(&self, spans: u64) {
        self.unrecorded.fetch_add(spans, Ordering::Relaxed);
    }

    /// A capture sends no events.
    fn failures_lost(&self, _: Reason, _: u64) {}
}
