//! Speed of spans beside other SDKs. `cargo bench` prints a table; see `../README.md` for what each line is.
//!
//! Each SDK runs in processes of its own, because each has globals that cannot be taken back. This process starts
//! them in turn, round by round, so that what else the machine does falls on all alike, and prints the medians.
//! It always succeeds: time is no test.

mod cases;
mod measure;
mod peer;
mod peers;
mod table;
mod targets;
mod work;

use std::process::{Command, ExitCode};

use table::Table;

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 15;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1)
    };
    if let Some(name) = after("--peer") {
        return if peers::run(name, after("--case").map(String::as_str)) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let rounds = after("--rounds").and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut table = Table::default();
    for round in 1..=rounds {
        eprint!("\rround {round} of {rounds}");
        for name in peers::NAMES {
            one_round(name, &mut table);
        }
    }
    eprintln!();
    table.print();
    targets::print(&table);
    ExitCode::SUCCESS
}

/// Runs one SDK through all cases, in a process of its own.
fn one_round(name: &'static str, table: &mut Table) {
    let output = std::env::current_exe().and_then(|this| Command::new(this).args(["--peer", name]).output());
    let output = match output {
        Ok(output) if output.status.success() => output,
        other => return eprintln!("\n{name} did not run: {other:?}"),
    };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        table.read(name, line);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if !said.is_empty() {
        eprintln!("\n{name}: {}", said.trim_end());
    }
}
