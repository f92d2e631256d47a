//! The load: connections that are kept alive, a thread each, with requests written by hand.
//!
//! Threads that block and not tasks, because the timers of a runtime have a millisecond, and a request takes less.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::num::NonZeroU64;
use std::time::{Duration, Instant};

/// So many requests are under way at full load.
const CONNECTIONS: u32 = 16;
/// How late the kernel may wake a thread that sleeps, in nanoseconds.
const SLACK: Option<NonZeroU64> = NonZeroU64::new(1_000);

/// What was asked of a server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    /// Each connection asks again as soon as it is answered.
    Full,
    /// So many requests a second, however fast they are answered.
    Rate(f64),
}

/// What came of it.
pub(crate) struct Outcome {
    /// From the moment at which each request was to be sent to its answer, in microseconds, in rising order.
    pub(crate) latencies: Vec<f64>,
    /// How long it took until the last answer.
    pub(crate) taken: Duration,
    pub(crate) failed: u64,
}

impl Outcome {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.taken.as_secs_f64()
    }

    /// The latency that this share of the requests does not exceed.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let at = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(at).copied().unwrap_or(f64::NAN)
    }
}

/// Asks the server for so long.
pub(crate) fn run(port: u16, pace: Pace, how_long: Duration) -> Outcome {
    let begun = Instant::now();
    let mut latencies = Vec::new();
    let mut failed = 0;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|place| scope.spawn(move || connection(port, pace, begun, how_long, place)))
            .collect();
        for thread in threads {
            match thread.join() {
                Ok(Ok(own)) => latencies.extend(own),
                _ => failed += 1,
            }
        }
    });
    let taken = begun.elapsed();
    latencies.sort_by(f64::total_cmp);
    Outcome { latencies, taken, failed }
}

fn connection(
    port: u16,
    pace: Pace,
    begun: Instant,
    how_long: Duration,
    place: u32,
) -> std::io::Result<Vec<f64>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    // Without the right to change it, everything is somewhat later, for all variants alike.
    let _ = rustix::thread::set_current_timer_slack(SLACK);
    let mut latencies = Vec::new();
    for turn in 0_u32.. {
        let at = match pace {
            Pace::Full => begun.elapsed(),
            Pace::Rate(rate) => Duration::from_secs_f64(f64::from(turn * CONNECTIONS + place) / rate),
        };
        if at >= how_long {
            break;
        }
        std::thread::sleep(at.saturating_sub(begun.elapsed()));
        ask(&mut stream, (turn * 31 + place * 7) % 1_000)?;
        latencies.push((begun.elapsed() - at).as_secs_f64() * 1e6);
    }
    Ok(latencies)
}

/// One request and its whole answer.
fn ask(stream: &mut TcpStream, id: u32) -> std::io::Result<()> {
    stream.write_all(format!("GET /orders/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").as_bytes())?;
    let mut buffer = [0; 2048];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        filled += read;
        let answer = String::from_utf8_lossy(&buffer[..filled]);
        if let Some((head, body)) = answer.split_once("\r\n\r\n") {
            if !head.starts_with("HTTP/1.1 200 ") {
                return Err(std::io::Error::other(head.to_owned()));
            }
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if length.is_some_and(|length: usize| body.len() >= length) {
                return Ok(());
            }
        }
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
