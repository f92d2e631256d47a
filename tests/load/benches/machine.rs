//! How busy the machine was with other things: figures of a run in which it was are none of the servers alone.
//!
//! Knows what Linux says in `/proc`; elsewhere nothing is said.

/// Ticks of processor time since the machine was started, and since this process was.
#[derive(Clone, Copy)]
pub(crate) struct Ticks {
    /// Of all processors, idle or not.
    all: u64,
    idle: u64,
    /// Of this process, and of its children that have ended.
    own: u64,
}

impl Ticks {
    pub(crate) fn now() -> Option<Self> {
        let machine =
            numbers(&std::fs::read_to_string("/proc/stat").ok()?.lines().next()?.replace("cpu", ""));
        let process = std::fs::read_to_string("/proc/self/stat").ok()?;
        // The name of the process, in brackets, may have blanks.
        let process = numbers(process.rsplit_once(") ")?.1.split_once(' ')?.1);
        Some(Self {
            // Those of guests are in the first two.
            all: machine.get(..8)?.iter().sum(),
            idle: machine.get(3..5)?.iter().sum(),
            own: process.get(10..14)?.iter().sum(),
        })
    }

    /// The share of the processors that something else has taken since `before`.
    pub(crate) fn taken_by_others(self, before: Self) -> f64 {
        let all = (self.all - before.all) as f64;
        let busy = all - (self.idle - before.idle) as f64;
        ((busy - (self.own - before.own) as f64) / all).max(0.0)
    }
}

fn numbers(text: &str) -> Vec<u64> {
    text.split_whitespace().map(|number| number.parse().unwrap_or_default()).collect()
}
