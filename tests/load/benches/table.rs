//! What the turns have shown, and how it is printed.

use std::collections::HashMap;

use crate::load::Pace;
use crate::turn::Turn;
use crate::variant::Variant;

/// What is measured in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Figure {
    /// Requests per second at full load.
    PerSecond,
    /// Microseconds of processor time of the server for a request, at full load and at the rate.
    ProcessorFull,
    ProcessorRate,
    /// Microseconds, at the rate.
    Median,
    P99,
    /// Microseconds of processor time of a segment without a server.
    Alone,
}

impl Figure {
    pub(crate) const ALL: [Self; 6] =
        [Self::PerSecond, Self::ProcessorFull, Self::Median, Self::P99, Self::ProcessorRate, Self::Alone];

    fn title(self) -> &'static str {
        match self {
            Self::PerSecond => "full load, requests/s",
            Self::ProcessorFull => "full load, processor us/request",
            Self::Median => "half load, p50 us",
            Self::P99 => "half load, p99 us",
            Self::Alone => "a segment alone, processor us",
            Self::ProcessorRate => "half load, processor us/request",
        }
    }
}

/// Sums of all turns of a variant at one pace.
#[derive(Default, Clone)]
struct Sums {
    requests: u64,
    failed: u64,
    spans: [u64; 3],
    arrived: [u64; 3],
}

/// The figures of each round.
#[derive(Default)]
pub(crate) struct Table {
    figures: HashMap<(Figure, usize), Vec<f64>>,
    sums: HashMap<(bool, usize), Sums>,
}

impl Table {
    pub(crate) fn add(&mut self, turn: Turn) {
        let Turn { variant, pace, outcome, processor, spans, arrived } = turn;
        let requests = outcome.latencies.len() as u64;
        let processor = processor as f64 / 1e3 / requests as f64;
        let figures = match pace {
            Pace::Full => {
                vec![(Figure::PerSecond, outcome.per_second()), (Figure::ProcessorFull, processor)]
            }
            Pace::Rate(_) => vec![
                (Figure::Median, outcome.quantile(0.5)),
                (Figure::P99, outcome.quantile(0.99)),
                (Figure::ProcessorRate, processor),
            ],
        };
        for (figure, value) in figures {
            self.figures.entry((figure, variant.place())).or_default().push(value);
        }
        let sums = self.sums.entry((pace == Pace::Full, variant.place())).or_default();
        sums.requests += requests;
        sums.failed += outcome.failed;
        for (sum, more) in sums.spans.iter_mut().chain(&mut sums.arrived).zip(spans.iter().chain(&arrived)) {
            *sum += more;
        }
    }

    pub(crate) fn add_alone(&mut self, variant: Variant, micros: f64) {
        self.figures.entry((Figure::Alone, variant.place())).or_default().push(micros);
    }

    /// The median of the rounds; NaN if there is none.
    fn median(&self, figure: Figure, variant: Variant) -> f64 {
        median(self.rounds(figure, variant).to_vec())
    }

    /// How much more than the bare server, as a share: the median of what each round says.
    pub(crate) fn more_than_bare(&self, figure: Figure, variant: Variant) -> f64 {
        let bare = self.rounds(figure, Variant::Bare);
        median(self.rounds(figure, variant).iter().zip(bare).map(|(ours, bare)| ours / bare - 1.0).collect())
    }

    /// Spans recorded, sent and lost at half load.
    pub(crate) fn spans_at_half_load(&self, variant: Variant) -> [u64; 3] {
        self.sums.get(&(false, variant.place())).map_or([0; 3], |sums| sums.spans)
    }

    fn rounds(&self, figure: Figure, variant: Variant) -> &[f64] {
        self.figures.get(&(figure, variant.place())).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn print(&self) {
        println!("median of the rounds; in brackets: more than bare, the median of what each round says\n");
        print!("{:32}", "");
        for variant in Variant::ALL {
            print!("{:>19}", variant.name());
        }
        println!();
        for figure in Figure::ALL {
            print!("{:32}", figure.title());
            for variant in Variant::ALL {
                let (seen, more) =
                    (self.median(figure, variant), self.more_than_bare(figure, variant) * 100.0);
                let seen = if seen.is_nan() { "-".to_owned() } else { format!("{seen:.1}") };
                let more = if more.is_nan() { String::new() } else { format!("({more:+.1}%)") };
                print!("{seen:>10} {more:>8}");
            }
            println!();
        }
        for (is_full, load) in [(true, "full load"), (false, "half load")] {
            println!("\nsent at {load}, all rounds");
            for variant in Variant::ALL {
                let Some(sums) = self.sums.get(&(is_full, variant.place())) else { continue };
                let Sums { requests, failed, spans: [recorded, sent, lost], arrived } = sums;
                let [connections, envelopes, bytes] = arrived;
                println!(
                    "{:16}{requests:>8} requests, {failed} connections failed; {recorded:>8} spans recorded, {sent:>8} \
                     sent, {lost:>6} lost; {envelopes:>7} envelopes of {:>5} bytes, by {connections} new connections",
                    variant.name(),
                    bytes.checked_div(*envelopes).unwrap_or_default(),
                );
            }
        }
    }
}

pub(crate) fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
