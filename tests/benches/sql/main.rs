//! How fast texts of SQL are read. `cargo bench` prints a table; see `../README.md` for what is measured.
//!
//! It always succeeds: time is no test.

#[expect(dead_code, reason = "what becomes of the texts is a matter of the tests")]
#[path = "../../../rina-trace/sql/tests/cases/mod.rs"]
mod cases;

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use rina_trace_sql::{Dialect, parameterize, summarize};

/// The rounds of a run, if `--rounds` says nothing else.
const ROUNDS: usize = 301;

/// What is read in a round, at least, in bytes: about a millisecond, in which nobody else may get the processor.
const BATCH: usize = 200_000;

/// What a text has to be read with, in megabytes a second.
const TARGET: f64 = 50.0;

/// Texts of one kind and dialect.
struct Row {
    name: String,
    dialect: Dialect,
    texts: Vec<String>,
    parameterize: Vec<f64>,
    summarize: Vec<f64>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--rounds");
    let rounds =
        given.and_then(|at| arguments.get(at + 1)).and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut rows = rows();
    for round in 1..=rounds {
        if round % 50 == 1 {
            eprint!("\rround {round} of {rounds}");
        }
        for row in &mut rows {
            let dialect = row.dialect;
            row.parameterize.push(speed(&row.texts, |text| parameterize(text, dialect).is_some()));
            row.summarize.push(speed(&row.texts, |text| summarize(text, dialect).is_some()));
        }
    }
    eprintln!();
    print(&mut rows);
    ExitCode::SUCCESS
}

/// The corpus in each dialect, and texts as programs make them.
fn rows() -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rina-trace/sql/tests/corpus");
    let all = cases::cases(&folder);
    let row = |name: String, dialect, texts| Row {
        name,
        dialect,
        texts,
        parameterize: Vec::new(),
        summarize: Vec::new(),
    };
    let mut rows: Vec<Row> = (cases::DIALECTS.into_iter())
        .map(|dialect| {
            let own = all.iter().filter(|case| case.dialects.contains(&dialect));
            row(format!("corpus, {dialect:?}"), dialect, own.map(|case| case.text.clone()).collect())
        })
        .collect();
    let bound = "SELECT o.id, o.total, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE o.state = $1 AND \
                 o.created_at > $2 ORDER BY o.created_at DESC LIMIT $3";
    rows.push(row("bound, nothing to change".to_owned(), Dialect::PostgreSql, vec![bound.to_owned()]));
    let values: Vec<String> = (0..200).map(|row| format!("({row}, 'name {row}', NULL, 1.5)")).collect();
    let insert = format!("INSERT INTO items (id, name, note, price) VALUES {}", values.join(", "));
    rows.push(row("200 rows of values".to_owned(), Dialect::PostgreSql, vec![insert]));
    let ids: Vec<String> = (1000..2000).map(|id| id.to_string()).collect();
    let list = format!("SELECT * FROM items WHERE id IN ({})", ids.join(", "));
    rows.push(row("a list of 1000 numbers".to_owned(), Dialect::PostgreSql, vec![list]));
    rows
}

/// Megabytes a second.
fn speed(texts: &[String], mut read: impl FnMut(&str) -> bool) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let times = BATCH / bytes + 1;
    let start = Instant::now();
    for _ in 0..times {
        for text in texts {
            black_box(read(black_box(text)));
        }
    }
    (bytes * times) as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn print(rows: &mut [Row]) {
    println!("megabytes a second on one thread, median of the rounds; in brackets: the best of them\n");
    println!("{:<28}{:>7}{:>8}{:>22}{:>22}", "", "texts", "bytes", "parameterize", "summarize");
    let mut slowest = f64::INFINITY;
    for Row { name, texts, parameterize, summarize, .. } in rows {
        let bytes: usize = texts.iter().map(String::len).sum();
        parameterize.sort_by(f64::total_cmp);
        summarize.sort_by(f64::total_cmp);
        println!("{name:<28}{:>7}{bytes:>8}{}{}", texts.len(), figure(parameterize), figure(summarize));
        slowest = slowest.min(median(parameterize));
    }
    let verdict = if slowest >= TARGET { "reached" } else { "missed" };
    println!("\nthe slowest parameterize {slowest:>8.0} MB/s  at least {TARGET:>6.0} MB/s  {verdict}");
}

fn figure(sorted: &[f64]) -> String {
    let best = sorted.last().copied().unwrap_or(f64::NAN);
    format!("{:>14.0} {:>7}", median(sorted), format!("({best:.0})"))
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
