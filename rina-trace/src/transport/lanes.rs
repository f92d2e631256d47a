//! More connections, each with a thread of its own, for a server that is far away.
//!
//! One connection carries one envelope a round trip. That is plenty to a relay next door, and ten a second across an
//! ocean. So while the worker has to wait for answers and work piles up behind it, it gives envelopes away. Knows
//! HTTP; known by the sender.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use super::destination::Answer;
use super::endpoint::Endpoint;
use super::http::{Http, Timeouts};
use super::queue::Queue;
use super::sender::Load;

/// The most connections beside the worker's own.
const MAX_LANES: usize = 16;
/// So many slow answers in a row are those of a server that is far away.
const FAR: u8 = 4;
/// With so many jobs in the queue, another connection is worth it.
const MANY: usize = 16;
/// A lane that had nothing to do for so long ends.
const IDLE: Duration = Duration::from_secs(30);

pub(super) struct Lanes {
    endpoint: Endpoint,
    /// An answer that takes so long is one from far away.
    far: Duration,
    /// How many of the worker's own answers in a row took so long: of a server next door it is one now and then, where
    /// the processor is busy.
    slow: u8,
    open: Vec<Lane>,
    returned: (mpsc::Sender<Returned>, Receiver<Returned>),
}

struct Lane {
    number: usize,
    loads: mpsc::Sender<Load>,
    /// The place in the order of what it is sending.
    sending: Option<u64>,
    /// When it was given something last.
    used: Instant,
}

/// What a lane has sent, or not.
pub(super) struct Returned {
    lane: usize,
    pub(super) load: Load,
    pub(super) answer: Option<Answer>,
}

impl Lanes {
    pub(super) fn new(endpoint: Endpoint, far: Duration) -> Self {
        Self { endpoint, far, slow: 0, open: Vec::new(), returned: mpsc::channel() }
    }

    /// The worker's own answer took so long; `None`: it was none.
    pub(super) fn hear(&mut self, took: Option<Duration>) {
        let is_slow = took.is_some_and(|took| took >= self.far);
        self.slow = if is_slow { self.slow.saturating_add(1) } else { 0 };
    }

    /// Takes an envelope, unless the worker is to send it.
    pub(super) fn give(&mut self, load: Load, queue: &Arc<Queue>) -> Option<Load> {
        if self.slow < FAR || queue.waiting() < MANY {
            return Some(load);
        }
        let free = self.open.iter().position(|lane| lane.sending.is_none());
        let Some(at) = free.or_else(|| self.another(queue)) else { return Some(load) };
        let lane = self.open.get_mut(at)?;
        (lane.sending, lane.used) = (Some(load.waiting.sequence), Instant::now());
        // A lane lives as long as it is in the list.
        lane.loads.send(load).err().map(|mpsc::SendError(load)| {
            self.open.swap_remove(at);
            load
        })
    }

    /// Ends lanes that had nothing to do for long.
    pub(super) fn prune(&mut self) {
        self.open.retain(|lane| lane.sending.is_some() || lane.used.elapsed() < IDLE);
    }

    fn another(&mut self, queue: &Arc<Queue>) -> Option<usize> {
        if self.open.len() >= MAX_LANES {
            return None;
        }
        let number = self.open.iter().map(|lane| lane.number + 1).max().unwrap_or_default();
        let (loads, taken) = mpsc::channel();
        let endpoint = self.endpoint.clone();
        let (returned, queue) = (self.returned.0.clone(), Arc::clone(queue));
        let run = move || run(&endpoint, &taken, number, &returned, &queue);
        std::thread::Builder::new().name("rina-trace-lane".to_owned()).spawn(run).ok()?;
        self.open.push(Lane { number, loads, sending: None, used: Instant::now() });
        Some(self.open.len() - 1)
    }

    /// What has come back, if anything has.
    pub(super) fn take(&mut self) -> Option<Returned> {
        let returned = self.returned.1.try_recv().ok()?;
        Some(self.freed(returned))
    }

    /// Waits for what comes back; `None` when nothing is on its way.
    pub(super) fn wait(&mut self) -> Option<Returned> {
        if self.open.iter().all(|lane| lane.sending.is_none()) {
            return None;
        }
        let returned = self.returned.1.recv().ok()?;
        Some(self.freed(returned))
    }

    fn freed(&mut self, returned: Returned) -> Returned {
        if let Some(lane) = self.open.iter_mut().find(|lane| lane.number == returned.lane) {
            lane.sending = None;
        }
        returned
    }

    /// True when nothing up to this place in the order is on its way.
    pub(super) fn is_done_to(&self, sequence: u64) -> bool {
        self.open.iter().filter_map(|lane| lane.sending).all(|sending| sending > sequence)
    }
}

/// Sends what comes, until nothing comes any more.
fn run(
    endpoint: &Endpoint,
    loads: &Receiver<Load>,
    lane: usize,
    returned: &mpsc::Sender<Returned>,
    queue: &Queue,
) {
    let mut http = None;
    for load in loads {
        // What panics has not sent, and must not be waited for.
        let answer = catch_unwind(AssertUnwindSafe(|| {
            let http = http.get_or_insert_with(|| Http::new(endpoint.clone(), Timeouts::SENTRY));
            load.send(|parts| http.answer(parts))
        }));
        let answer = answer.unwrap_or_default();
        if returned.send(Returned { lane, load, answer }).is_err() {
            return;
        }
        queue.nudge();
    }
}
