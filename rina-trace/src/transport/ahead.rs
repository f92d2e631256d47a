//! How many requests may be without an answer at once: as many as the server has shown to answer.
//!
//! Pure but for the clock. Known by [`super::http`].

use std::time::{Duration, Instant};

/// The most, once the server has shown that it answers them all.
const MOST: usize = 32;
/// So long a server is asked for less after it has cut a connection: perhaps it was only started anew.
const CAUTIOUS: Duration = Duration::from_secs(60 * 60);

#[derive(Debug)]
pub(super) struct Ahead {
    now: usize,
    most: usize,
    /// When the server cut a connection on which several had no answer.
    cut: Option<Instant>,
}

impl Ahead {
    pub(super) const fn new() -> Self {
        Self { now: 1, most: MOST, cut: None }
    }

    pub(super) const fn many(&self) -> usize {
        self.now
    }

    /// Whether it stays open is not known of a new connection, before it has answered.
    pub(super) const fn connected(&mut self) {
        self.now = 1;
    }

    /// All that was asked has been taken.
    pub(super) fn taken(&mut self) {
        if self.cut.is_some_and(|cut| cut.elapsed() >= CAUTIOUS) {
            *self = Self { now: self.now, ..Self::new() };
        }
        self.now = (self.now * 2).min(self.most);
    }

    /// Something was not taken: one by one, that costs the least.
    pub(super) const fn refused(&mut self) {
        self.now = 1;
    }

    /// The connection ended while so many had no answer. A server that does not expect several is asked for fewer each
    /// time, and in the end one by one.
    pub(super) fn cut(&mut self, asked: usize) {
        self.now = 1;
        if asked > 1 {
            self.most = (self.most / 4).max(1);
            self.cut = Some(Instant::now());
        }
    }
}
