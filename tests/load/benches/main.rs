//! What tracing costs a server under load. `cargo bench` prints a table; see `../../benches/README.md` for what each line is.
//!
//! Each variant is a process of its own, and so is the ingest. A process serves what is traced and the same bare, which are
//! asked in turns: so both have the same threads, the same memory and the same luck with them. What is not asked does
//! nothing. In each round all are started anew. Unless `--shared` is said, servers have a processor of their own. It always
//! succeeds: time is no test.

mod alone;
mod child;
mod ingest;
mod load;
mod machine;
mod processors;
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
use table::{Table, median};
use turn::Running;
use variant::Variant;

type Error = Box<dyn std::error::Error>;

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 8;
/// The pairs of turns of a process at each pace.
const PAIRS: usize = 8;

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
    } else if let Some([name, ingest, file, processor @ ..]) = after("--serve") {
        let kept = processor.first().and_then(|processor| processor.parse().ok()).map(processors::keep_to);
        kept.unwrap_or(Ok(())).map_err(Error::from).and_then(|()| {
            let variant = Variant::find(name).ok_or("no such variant")?;
            servers::run(variant, ingest, Path::new(file))
        })
    } else {
        let rounds = after("--rounds").and_then(|rounds| rounds.first()?.parse().ok()).unwrap_or(ROUNDS);
        let only = after("--only").and_then(|name| Variant::find(name.first()?));
        let processor = if after("--shared").is_some() { None } else { processors::leave_one() };
        measure(rounds, only, processor)
    };
    if let Err(error) = done {
        eprintln!("{error}");
    }
    ExitCode::SUCCESS
}

/// `processor` is that of the servers, where they have one of their own.
fn measure(rounds: usize, only: Option<Variant>, processor: Option<usize>) -> Result<(), Error> {
    let before = Ticks::now();
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("items.sqlite");
    fill(&file)?;
    let mut ingest = Asked::ingest()?;
    // What two differ by that are the same is needed in any case.
    let is_wanted = |variant: &Variant| *variant == Variant::Bare || only.is_none_or(|only| only == *variant);
    let mut variants: Vec<Variant> = Variant::ALL.into_iter().filter(is_wanted).collect();
    let mut table = Table::default();
    for round in 1..=rounds {
        eprint!("\rround {round} of {rounds}");
        for variant in &variants {
            let running = Running::start(*variant, &ingest, &file, processor)?;
            measure_one(running, &mut ingest, &mut table)?;
        }
        // Nobody always follows the same one.
        variants.rotate_left(1);
        if round % variants.len() == 0 {
            variants.reverse();
        }
    }
    eprintln!();
    // With its children ended, this process knows what they have taken.
    drop(ingest);
    if let (Some(before), Some(now)) = (before, Ticks::now()) {
        println!(
            "others have taken {:.0} % of the processors meanwhile",
            now.taken_by_others(before) * 100.0
        );
    }
    if processor.is_none() {
        println!("servers, load and ingest share all processors");
    }
    table.print();
    targets::print(&table);
    Ok(())
}

/// Asks a new process of a variant, at full load and at half of what it does bare. How lucky a process is with its memory
/// and its threads differs more than what is measured, and stays with it.
fn measure_one(mut running: Running, ingest: &mut Asked, table: &mut Table) -> Result<(), Error> {
    let variant = running.variant;
    let mut per_second = Vec::new();
    for turn in 0..PAIRS {
        let pair = running.pair(Pace::Full, turn.is_multiple_of(2), ingest)?;
        per_second.push(pair.bare.outcome.per_second());
        table.add(variant, Pace::Full, &pair);
    }
    let rate = Pace::Rate(median(per_second) / 2.0);
    for turn in 0..PAIRS {
        let pair = running.pair(rate, turn.is_multiple_of(2), ingest)?;
        table.add(variant, rate, &pair);
    }
    if let Some(micros) = running.alone(ingest)? {
        table.add_alone(variant, micros);
    }
    Ok(())
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
