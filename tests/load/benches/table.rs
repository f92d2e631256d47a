//! What the turns have shown, and how it is printed.

use std::collections::HashMap;

use crate::load::Pace;
use crate::turn::{Pair, Turn};
use crate::variant::Variant;

/// What is measured in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Figure {
    /// Requests per second at full load.
    PerSecond,
    /// Microseconds of processor time of the process for a request, at full load and at the rate.
    ProcessorFull,
    ProcessorRate,
    /// Microseconds, at the rate.
    Median,
    P99,
}

impl Figure {
    pub(crate) const ALL: [Self; 5] =
        [Self::PerSecond, Self::ProcessorFull, Self::Median, Self::P99, Self::ProcessorRate];

    const fn title(self) -> &'static str {
        match self {
            Self::PerSecond => "full load, requests/s",
            Self::ProcessorFull => "full load, processor us/request",
            Self::Median => "half load, p50 us",
            Self::P99 => "half load, p99 us",
            Self::ProcessorRate => "half load, processor us/request",
        }
    }

    /// What a turn has shown of those that are measured at its pace.
    fn of(turn: &Turn, pace: Pace) -> Vec<(Self, f64)> {
        let outcome = &turn.outcome;
        let processor = turn.processor as f64 / 1e3 / outcome.latencies.len() as f64;
        match pace {
            Pace::Full => vec![(Self::PerSecond, outcome.per_second()), (Self::ProcessorFull, processor)],
            Pace::Rate(_) => vec![
                (Self::Median, outcome.quantile(0.5)),
                (Self::P99, outcome.quantile(0.99)),
                (Self::ProcessorRate, processor),
            ],
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

/// The figures of each pair: what is traced, and what is bare.
#[derive(Default)]
pub(crate) struct Table {
    pairs: HashMap<(Figure, usize), Vec<(f64, f64)>>,
    alone: HashMap<usize, Vec<f64>>,
    sums: HashMap<(bool, usize), Sums>,
}

impl Table {
    pub(crate) fn add(&mut self, variant: Variant, pace: Pace, pair: &Pair) {
        let bare = Figure::of(&pair.bare, pace).into_iter();
        for ((figure, traced), (_, bare)) in Figure::of(&pair.traced, pace).into_iter().zip(bare) {
            self.pairs.entry((figure, variant.place())).or_default().push((traced, bare));
        }
        let Turn { outcome, spans, arrived, .. } = &pair.traced;
        let sums = self.sums.entry((pace == Pace::Full, variant.place())).or_default();
        sums.requests += outcome.latencies.len() as u64;
        sums.failed += outcome.failed + pair.bare.outcome.failed;
        for (sum, more) in sums.spans.iter_mut().chain(&mut sums.arrived).zip(spans.iter().chain(arrived)) {
            *sum += more;
        }
    }

    pub(crate) fn add_alone(&mut self, variant: Variant, micros: f64) {
        self.alone.entry(variant.place()).or_default().push(micros);
    }

    /// How much more than bare, in per cent: the median of what each pair says, and how far it may be off (its standard
    /// error).
    pub(crate) fn more_than_bare(&self, figure: Figure, variant: Variant) -> (f64, f64) {
        let more: Vec<f64> =
            self.of(figure, variant).iter().map(|(traced, bare)| (traced / bare - 1.0) * 100.0).collect();
        let count = more.len() as f64;
        let mean = more.iter().sum::<f64>() / count;
        let deviation = (more.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
        // Of a median it is a quarter more than of a mean.
        (median(more), 1.25 * deviation / count.sqrt())
    }

    /// Spans recorded, sent and lost at half load.
    pub(crate) fn spans_at_half_load(&self, variant: Variant) -> [u64; 3] {
        self.sums.get(&(false, variant.place())).map_or([0; 3], |sums| sums.spans)
    }

    fn of(&self, figure: Figure, variant: Variant) -> &[(f64, f64)] {
        self.pairs.get(&(figure, variant.place())).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn print(&self) {
        println!(
            "bare and traced, medians; in brackets: how much more, the median of the pairs and its standard error\n"
        );
        print!("{:32}", "");
        let is_there = |variant: &Variant| !self.of(Figure::Median, *variant).is_empty();
        let variants: Vec<Variant> = Variant::ALL.into_iter().filter(is_there).collect();
        for variant in &variants {
            print!("{:>33}", variant.name());
        }
        println!();
        for figure in Figure::ALL {
            print!("{:32}", figure.title());
            for variant in &variants {
                let pairs = self.of(figure, *variant);
                let [traced, bare] = [|pair: &(f64, f64)| pair.0, |pair: &(f64, f64)| pair.1]
                    .map(|of| median(pairs.iter().map(of).collect()));
                let (more, error) = self.more_than_bare(figure, *variant);
                print!(
                    "{:>18} {:>14}",
                    format!("{bare:.0} {traced:.0}"),
                    format!("({more:+.1} ±{error:.1}%)")
                );
            }
            println!();
        }
        print!("{:32}", "a segment alone, processor us");
        for variant in &variants {
            let alone = self.alone.get(&variant.place()).cloned().map(median);
            print!("{:>18} {:>14}", alone.map_or("-".to_owned(), |alone| format!("{alone:.1}")), "");
        }
        println!();
        self.print_sums();
    }

    fn print_sums(&self) {
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
