//! What tracing costs a server under load. `cargo bench` prints a table; see `../README.md` for what each line is.
//!
//! Each server is a process of its own, and so is the ingest. All are there at once and are asked in turns, a second
//! or two each, round by round, so that what else the machine does falls on all alike: one that is not asked does
//! nothing. It always succeeds: time is no test.

mod alone;
mod child;
mod ingest;
mod load;
mod machine;
mod servers;
mod service;
mod table;
mod targets;
mod turn;
mod variant;

use std::path::Path;
use std::process::ExitCode;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use child::Asked;
use load::Pace;
use machine::Ticks;
use table::Table;
use turn::{Running, Turn};
use variant::Variant;

type Error = Box<dyn std::error::Error>;

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 21;
/// The rounds before, by which everything gets warm, and half of the bare server's full load becomes known.
const WARM_UP: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1..)
    };
    let done = if after("--ingest").is_some() {
        ingest::run().map_err(Error::from)
    } else if let Some([name, ingest, ..]) = after("--alone") {
        Variant::find(name)
            .ok_or(Error::from("no such variant"))
            .and_then(|variant| alone::run(variant, ingest))
    } else if let Some([name, ingest, file, ..]) = after("--serve") {
        Variant::find(name)
            .ok_or(Error::from("no such variant"))
            .and_then(|variant| servers::run(variant, ingest, Path::new(file)))
    } else {
        let rounds = after("--rounds").and_then(|rounds| rounds.first()?.parse().ok()).unwrap_or(ROUNDS);
        let only = after("--only").and_then(|name| Variant::find(name.first()?));
        measure(rounds, only)
    };
    if let Err(error) = done {
        eprintln!("{error}");
    }
    ExitCode::SUCCESS
}

fn measure(rounds: usize, only: Option<Variant>) -> Result<(), Error> {
    let before = Ticks::now();
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("items.sqlite");
    fill(&file)?;
    let mut ingest = Asked::ingest()?;
    let mut servers = Vec::new();
    for variant in Variant::ALL {
        // What is bare is needed in any case: the rate is half of what it can do.
        if variant == Variant::Bare || only.is_none_or(|only| only == variant) {
            let server = Asked::server(variant, ingest.port, &file)?;
            eprintln!("{}: process {}", variant.name(), server.id());
            servers.push(Running { variant, server });
        }
    }
    let rate = warm_up(&mut servers, &mut ingest)?;
    let mut table = Table::new(rate);
    for round in 1..=rounds {
        eprint!("\rround {round} of {rounds}");
        for pace in [Pace::Full, Pace::Rate(rate)] {
            for running in &mut servers {
                table.add(running.turn(pace, &mut ingest)?);
            }
            // There and back, so that nobody always follows the same one.
            servers.reverse();
        }
        for running in &servers {
            if let Some(micros) = running.alone(ingest.port)? {
                table.add_alone(running.variant, micros);
            }
        }
        servers.rotate_left(1);
    }
    eprintln!();
    // With its children ended, this process knows what they have taken.
    drop((servers, ingest));
    if let (Some(before), Some(now)) = (before, Ticks::now()) {
        println!(
            "others have taken {:.0} % of the processors meanwhile",
            now.taken_by_others(before) * 100.0
        );
    }
    table.print();
    targets::print(&table);
    Ok(())
}

/// Half of the bare server's full load, in requests per second.
fn warm_up(servers: &mut [Running], ingest: &mut Asked) -> Result<f64, Error> {
    let mut bare: Vec<f64> = Vec::new();
    for _ in 0..WARM_UP {
        for running in &mut *servers {
            let Turn { variant, outcome, .. } = running.turn(Pace::Full, ingest)?;
            if variant == Variant::Bare {
                bare.push(outcome.per_second());
            }
        }
    }
    Ok(table::median(bare) / 2.0)
}

fn fill(file: &Path) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let mut connection = options.connect().await?;
        sqlx::raw_sql(service::FILL).execute(&mut connection).await?;
        sqlx::Connection::close(connection).await?;
        Ok(())
    })
}
