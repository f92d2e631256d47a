//! What an annotated function costs `cargo check`, beside other attributes. `cargo bench` prints a table; see
//! `../README.md` for what is measured.
//!
//! It always succeeds: time is no test.

mod crates;
mod measure;
mod source;

use std::collections::HashMap;
use std::process::ExitCode;

use crates::{Crates, FASTRACE, NAMES, RINA, SHAPES, Shape};
use measure::{Cost, median};

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 11;

type Costs = HashMap<(&'static str, Shape), Vec<Cost>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--rounds");
    let rounds =
        given.and_then(|at| arguments.get(at + 1)).and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let crates = Crates::write();
    let mut costs = Costs::new();
    // The first time builds what the crates depend on, and is not counted.
    for round in 0..=rounds {
        eprint!("\rround {round} of {rounds}");
        for shape in SHAPES {
            for name in NAMES {
                let cost = crates.check(name, shape);
                if round > 0 {
                    costs.entry((name, shape)).or_default().push(cost);
                }
            }
        }
    }
    eprintln!();
    print(&costs);
    ExitCode::SUCCESS
}

fn print(costs: &Costs) {
    println!(
        "milliseconds of a function of {}, over the same function without an attribute; median of the rounds\n",
        source::FUNCTIONS
    );
    println!("{:<16}{:>14}{:>14}{:>14}{:>14}", "", "sync, CPU", "sync, clock", "async, CPU", "async, clock");
    for name in NAMES.into_iter().skip(1) {
        let of = |shape, kind: fn(&Cost) -> f64| over_bare(costs, name, shape, kind);
        println!(
            "{name:<16}{:>14.2}{:>14.2}{:>14.2}{:>14.2}",
            of(Shape::Sync, |cost| cost.processor),
            of(Shape::Sync, |cost| cost.clock),
            of(Shape::Async, |cost| cost.processor),
            of(Shape::Async, |cost| cost.clock),
        );
    }
    let processor = |name, shape| over_bare(costs, name, shape, |cost| cost.processor);
    println!();
    limit("a sync function", processor(RINA, Shape::Sync), 0.9, " ms");
    limit("an async function", processor(RINA, Shape::Async), 1.4, " ms");
    let share = processor(RINA, Shape::Async) / processor(FASTRACE, Shape::Async);
    limit("an async function, share of fastrace's", share, 0.5, "");
}

/// Milliseconds. Of each round the difference is taken, so that what else the machine does falls on both.
fn over_bare(costs: &Costs, name: &'static str, shape: Shape, kind: fn(&Cost) -> f64) -> f64 {
    let all = |name| costs.get(&(name, shape)).into_iter().flatten().map(kind);
    let mut over: Vec<f64> = all(name).zip(all(NAMES[0])).map(|(with, without)| with - without).collect();
    median(&mut over) * 1000.0 / source::FUNCTIONS as f64
}

fn limit(what: &str, seen: f64, limit: f64, unit: &str) {
    let verdict = if seen <= limit { "reached" } else { "missed" };
    println!("{what:<48} {seen:>8.2}{unit:3}  at most {limit:>6.2}{unit:3}  {verdict}");
}
