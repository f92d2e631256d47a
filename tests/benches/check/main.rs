//! What an annotated function costs `cargo check`, beside other attributes. `cargo bench` prints a table; see
//! `../README.md` for what is measured.
//!
//! It always succeeds: time is no test.

mod crates;
mod measure;
mod source;

use std::collections::HashMap;
use std::process::ExitCode;

use crates::{ALL, BARE, Crates, FASTRACE, LIBRARIES, RINA, SHAPES, Shape, Which};
use measure::{Cost, median};

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 11;

type Costs = HashMap<(Which, Shape), Vec<Cost>>;

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
            for which in ALL {
                let cost = crates.check(which, shape);
                if round > 0 {
                    costs.entry((which, shape)).or_default().push(cost);
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
        "milliseconds of a function of {}, over the same function without an attribute in a crate that has the library, too;\n\
         and of the library for a whole check, over none; medians of the rounds\n",
        source::FUNCTIONS
    );
    let titles = ["sync, CPU", "sync, clock", "async, CPU", "async, clock", "library, CPU"];
    println!("{:<16}{}", "", titles.map(|title| format!("{title:>14}")).concat());
    for name in LIBRARIES {
        let of = |shape, kind: fn(&Cost) -> f64| of_a_function(costs, name, shape, kind);
        println!(
            "{name:<16}{:>14.2}{:>14.2}{:>14.2}{:>14.2}{:>14.0}",
            of(Shape::Sync, |cost| cost.processor),
            of(Shape::Sync, |cost| cost.clock),
            of(Shape::Async, |cost| cost.processor),
            of(Shape::Async, |cost| cost.clock),
            more(costs, (name, true), (BARE, true), Shape::Sync, |cost| cost.processor),
        );
    }
    let processor = |name, shape| of_a_function(costs, name, shape, |cost| cost.processor);
    println!();
    limit("a sync function", processor(RINA, Shape::Sync), 0.9, " ms");
    limit("an async function", processor(RINA, Shape::Async), 1.4, " ms");
    let share = processor(RINA, Shape::Async) / processor(FASTRACE, Shape::Async);
    limit("an async function, share of fastrace's", share, 0.5, "");
}

fn of_a_function(costs: &Costs, name: &'static str, shape: Shape, kind: fn(&Cost) -> f64) -> f64 {
    more(costs, (name, false), (name, true), shape, kind) / source::FUNCTIONS as f64
}

/// How many milliseconds one crate takes more than another. Of each round the difference is taken, so that what else the
/// machine does falls on both.
fn more(costs: &Costs, with: Which, without: Which, shape: Shape, kind: fn(&Cost) -> f64) -> f64 {
    let all = |which| costs.get(&(which, shape)).into_iter().flatten().map(kind);
    let mut more: Vec<f64> = all(with).zip(all(without)).map(|(with, without)| with - without).collect();
    median(&mut more) * 1000.0
}

fn limit(what: &str, seen: f64, limit: f64, unit: &str) {
    let verdict = if seen <= limit { "reached" } else { "missed" };
    println!("{what:<48} {seen:>8.2}{unit:3}  at most {limit:>6.2}{unit:3}  {verdict}");
}
