//! Two turns of one process: what is traced and what is bare are asked for a while, and it sends what it has recorded.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::child::Asked;
use crate::load::{self, Outcome, Pace};
use crate::variant::{Rate, Variant};

/// How long a server is asked before it is measured.
const WARM: Duration = Duration::from_millis(200);

/// A process that waits to be asked.
pub(crate) struct Running {
    pub(crate) variant: Variant,
    server: Asked,
}

/// What one turn has shown.
pub(crate) struct Turn {
    pub(crate) outcome: Outcome,
    /// Nanoseconds of processor time of the process, to the end of what it had to send.
    pub(crate) processor: u64,
    /// Spans recorded, sent and lost, as the process says.
    pub(crate) spans: [u64; 3],
    /// Connections that were opened, envelopes and bytes that came, as the ingest says.
    pub(crate) arrived: [u64; 3],
}

/// Two turns, one right after the other.
pub(crate) struct Pair {
    pub(crate) traced: Turn,
    pub(crate) bare: Turn,
}

impl Running {
    /// Starts the process of a variant, and asks it until it is warm.
    pub(crate) fn start(
        variant: Variant,
        ingest: &Asked,
        file: &Path,
        processor: Option<usize>,
    ) -> std::io::Result<Self> {
        let server = Asked::server(variant, ingest.port()?, file, processor)?;
        for port in &server.ports {
            load::run(*port, Pace::Full, WARM);
        }
        Ok(Self { variant, server })
    }

    /// What is bare comes first, or last.
    pub(crate) fn pair(&mut self, pace: Pace, bare_first: bool, ingest: &mut Asked) -> std::io::Result<Pair> {
        let &[traced, bare, ..] = &*self.server.ports else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let mut turn = |port| self.turn(port, pace, ingest);
        if bare_first {
            let bare = turn(bare)?;
            return Ok(Pair { traced: turn(traced)?, bare });
        }
        Ok(Pair { traced: turn(traced)?, bare: turn(bare)? })
    }

    fn turn(&mut self, port: u16, pace: Pace, ingest: &mut Asked) -> std::io::Result<Turn> {
        let how_long = match pace {
            Pace::Full => Duration::from_millis(250),
            Pace::Rate(_) => Duration::from_millis(500),
        };
        let before = self.numbers(ingest)?;
        let outcome = load::run(port, pace, how_long);
        let after = self.numbers(ingest)?;
        let grown = |at: usize| after.get(at).zip(before.get(at)).map_or(0, |(after, before)| after - before);
        Ok(Turn { outcome, processor: grown(0), spans: [1, 2, 3].map(grown), arrived: [4, 5, 6].map(grown) })
    }

    /// Microseconds of processor time of a segment without a server, where all are sampled.
    pub(crate) fn alone(&self, ingest: &Asked) -> std::io::Result<Option<f64>> {
        if !matches!(self.variant, Variant::Rina(Rate::All) | Variant::Sentry(Rate::All)) {
            return Ok(None);
        }
        let this = std::env::current_exe()?;
        let port = ingest.port()?.to_string();
        let output = Command::new(this).args(["--alone", self.variant.name(), &port]).output()?;
        let nanos: Option<f64> = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
        Ok(nanos.map(|nanos| nanos / 1e3))
    }

    /// Those of the process, then those that the ingest has of it.
    fn numbers(&mut self, ingest: &mut Asked) -> std::io::Result<Vec<u64>> {
        let mut numbers = self.server.numbers()?;
        let place = self.variant.place() * 3;
        numbers.extend(ingest.numbers()?.get(place..place + 3).unwrap_or_default());
        Ok(numbers)
    }
}
