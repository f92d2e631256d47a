//! The bounded queue from all threads to the worker.
//!
//! Pushing never blocks on anything but a short lock, and mostly makes no system call: the worker is woken only
//! when it sleeps for lack of work or when the queue fills up; after work it looks again by itself. Knows only
//! the jobs; known by [`super::Delivery`] and the worker.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::propagation::Dsc;
use crate::segment::Segment;

/// How many segments and envelopes may wait.
pub(crate) const MAX_JOBS: usize = 1_000;
/// How many spans may wait in them.
pub(crate) const MAX_SPANS: u64 = 100_000;
/// How long the worker, when it has run out of work, looks again by itself instead of being woken. A busy
/// program pays for at most twenty wake-ups a second, and what is finished meanwhile waits no longer than this.
const LINGER: Duration = Duration::from_millis(50);

/// What the worker is given.
#[derive(Debug)]
pub(crate) enum Job {
    Segment(Box<Segment>),
    Envelope(Box<sentry::Envelope>, Option<Dsc>),
    /// Asks to be settled once everything pushed before it has been sent or lost; higher numbers are later.
    Flush(u64),
}

/// Why the worker has its turn.
#[derive(Debug)]
pub(crate) enum Next {
    Job(Job),
    /// The time it asked for has come.
    Time,
    /// No more will come.
    Closed,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    /// For the worker: a job, or the end.
    work: Condvar,
    /// For those who wait: a flush is settled, or the worker is gone.
    settled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<Job>,
    /// Jobs that are no flush.
    waiting: usize,
    spans: u64,
    /// The worker sleeps until it is woken.
    idle: bool,
    closed: bool,
    ended: bool,
    flush_asked: u64,
    flush_settled: u64,
}

impl Job {
    fn spans(&self) -> u64 {
        match self {
            Self::Segment(segment) => segment.span_count(),
            Self::Envelope(..) | Self::Flush(_) => 0,
        }
    }
}

impl Queue {
    /// Takes a job, or gives it back where there is no room or no worker any more.
    pub(crate) fn push(&self, job: Job) -> Result<(), Job> {
        let spans = job.spans();
        let mut state = self.lock();
        if state.closed || state.waiting >= MAX_JOBS || state.spans + spans > MAX_SPANS {
            return Err(job);
        }
        let was_half_full = state.is_half_full();
        state.waiting += 1;
        state.spans += spans;
        state.jobs.push_back(job);
        let wake = std::mem::take(&mut state.idle) || (!was_half_full && state.is_half_full());
        drop(state);
        if wake {
            self.work.notify_one();
        }
        Ok(())
    }

    /// Waits for a job, at most until `until`.
    pub(crate) fn next(&self, until: Instant) -> Next {
        let linger = Instant::now() + LINGER;
        let mut state = self.lock();
        loop {
            if state.closed {
                return Next::Closed;
            }
            if let Some(job) = state.pop() {
                return Next::Job(job);
            }
            let now = Instant::now();
            if now >= until {
                return Next::Time;
            }
            state.idle = now >= linger;
            let wake_at = if state.idle { until } else { until.min(linger) };
            state = wait(&self.work, state, wake_at - now);
            state.idle = false;
        }
    }

    /// Waits until everything pushed before has been sent or lost. False when `until` comes first.
    pub(crate) fn flush(&self, until: Instant) -> bool {
        let mut state = self.lock();
        // Flushes in a row are one: so flushes are no more than jobs.
        if !matches!(state.jobs.back(), Some(Job::Flush(_))) && !state.closed {
            state.flush_asked += 1;
            let number = state.flush_asked;
            state.jobs.push_back(Job::Flush(number));
        }
        let number = state.flush_asked;
        self.work.notify_one();
        loop {
            if state.flush_settled >= number || state.ended {
                return state.flush_settled >= number;
            }
            let now = Instant::now();
            if now >= until {
                return false;
            }
            state = wait(&self.settled, state, until - now);
        }
    }

    /// The worker says that the flush of this number, and all before it, are done.
    pub(crate) fn settle(&self, flush: u64) {
        self.lock().flush_settled = flush;
        self.settled.notify_all();
    }

    /// Takes no more, and tells the worker to end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.work.notify_one();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits until the worker is gone. False when `until` comes first.
    pub(crate) fn wait_for_end(&self, until: Instant) -> bool {
        let mut state = self.lock();
        while !state.ended {
            let now = Instant::now();
            if now >= until {
                return false;
            }
            state = wait(&self.settled, state, until - now);
        }
        true
    }

    /// Gives out what is left; the worker is done with the rest.
    pub(crate) fn drain(&self) -> VecDeque<Job> {
        let mut state = self.lock();
        state.closed = true;
        (state.waiting, state.spans) = (0, 0);
        std::mem::take(&mut state.jobs)
    }

    /// The worker is gone, and everything is accounted for.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.settled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<Job> {
        let job = self.jobs.pop_front()?;
        if !matches!(job, Job::Flush(_)) {
            self.waiting -= 1;
            self.spans -= job.spans();
        }
        Some(job)
    }

    fn is_half_full(&self) -> bool {
        self.waiting >= MAX_JOBS / 2 || self.spans >= MAX_SPANS / 2
    }
}

fn wait<'a>(signal: &Condvar, state: MutexGuard<'a, State>, at_most: Duration) -> MutexGuard<'a, State> {
    signal.wait_timeout(state, at_most).unwrap_or_else(PoisonError::into_inner).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::fixture::segment;

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    fn push(queue: &Queue, children: u64) -> bool {
        queue.push(Job::Segment(Box::new(segment(children)))).is_ok()
    }

    #[test]
    fn is_bounded_by_jobs_and_by_spans() {
        let queue = Queue::default();
        assert!((0..MAX_JOBS).all(|_| push(&queue, 0)));
        assert!(!push(&queue, 0));
        assert!(matches!(queue.next(far()), Next::Job(Job::Segment(_))));
        assert!(push(&queue, 0), "room is given back");

        let queue = Queue::default();
        assert!(push(&queue, MAX_SPANS - 1));
        assert!(!push(&queue, 0));
        assert!(matches!(queue.next(far()), Next::Job(Job::Segment(_))));
        assert!(push(&queue, 0));
    }

    #[test]
    fn flushes_do_not_pile_up() {
        let queue = Queue::default();
        for _ in 0..3 {
            assert!(!queue.flush(Instant::now()));
        }
        push(&queue, 0);
        assert!(!queue.flush(Instant::now()));
        assert!(matches!(queue.next(far()), Next::Job(Job::Flush(1))));
        assert!(matches!(queue.next(far()), Next::Job(Job::Segment(_))));
        assert!(matches!(queue.next(far()), Next::Job(Job::Flush(2))));
        assert!(matches!(queue.next(Instant::now()), Next::Time));
    }

    #[test]
    fn a_sleeping_worker_is_woken() {
        let (queue, until) = (Queue::default(), far());
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| queue.next(until));
            while !queue.lock().idle {
                std::thread::yield_now();
            }
            push(&queue, 0);
            assert!(matches!(worker.join().unwrap(), Next::Job(Job::Segment(_))));
            assert!(Instant::now() < until, "it woke up by itself");
        });
        assert!(!queue.lock().idle, "the next push makes no call");
    }

    #[test]
    fn nothing_waits_for_a_worker_that_is_gone() {
        let queue = Queue::default();
        push(&queue, 0);
        queue.close();
        assert!(matches!(queue.next(far()), Next::Closed));
        assert_eq!(queue.drain().len(), 1);
        queue.end();
        assert!(queue.wait_for_end(far()));
        assert!(!push(&queue, 0));
        assert!(queue.flush(far()), "everything is accounted for");
    }
}
