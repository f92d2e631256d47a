//! Queries: functions with `#[traced_db]`, and the databases that they ask.
//!
//! `attribute` asks none; `postgres` and `sqlite` ask real ones through sqlx, `sent` looks at what goes out of it.

mod attribute;
#[cfg(unix)]
mod postgres;
#[cfg(unix)]
mod sent;
#[cfg(unix)]
pub mod server;
mod sqlite;

use rina_trace::testing::Traces;

/// The tree without what is the same in all of these tests, or another in each place.
fn tree(traces: &Traces) -> String {
    let known = ["code.", "db.client.connection.wait_time=", "db.system.name=", "error.type="];
    let is_said = |word: &&str| !known.iter().any(|key| word.starts_with(key));
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    traces.to_string().lines().map(short).collect()
}

/// The lines of the spans, without the name of the trace.
fn line(traces: &Traces) -> String {
    let text = tree(traces);
    assert!(text.starts_with("trace 1\n") && traces.segments().len() == 1, "{text}");
    text.trim_start_matches("trace 1\n").to_owned()
}

/// What the only span of a capture tells under a key, as it is printed.
fn value(traces: &Traces, key: &str) -> Option<String> {
    let segment = &traces.segments()[0];
    segment.data().find(|(found, _)| *found == key).map(|(_, value)| value.to_string())
}
