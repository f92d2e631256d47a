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
    /// Until when the most is less than [`MOST`].
    cautious: Option<Instant>,
}

impl Ahead {
    pub(super) const fn new() -> Self {
        Self { now: 1, most: MOST, cautious: None }
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
        if self.cautious.is_some_and(|until| Instant::now() >= until) {
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
            self.cautious = Some(Instant::now() + CAUTIOUS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown() -> Ahead {
        let mut ahead = Ahead::new();
        (0..8).for_each(|_| ahead.taken());
        ahead
    }

    #[test]
    fn a_new_connection_begins_with_one_and_may_have_as_many() {
        let mut ahead = grown();
        assert_eq!(ahead.many(), MOST);
        ahead.connected();
        assert_eq!(ahead.many(), 1);
        (0..8).for_each(|_| ahead.taken());
        assert_eq!(ahead.many(), MOST);
    }

    #[test]
    fn a_server_that_cut_is_trusted_again_in_time() {
        let mut ahead = grown();
        ahead.cut(1);
        assert_eq!(ahead.most, MOST, "one alone tells nothing");
        ahead.cut(2);
        (0..8).for_each(|_| ahead.taken());
        assert_eq!(ahead.many(), MOST / 4);
        ahead.cautious = Some(Instant::now());
        (0..8).for_each(|_| ahead.taken());
        assert_eq!(ahead.many(), MOST);
    }
}
