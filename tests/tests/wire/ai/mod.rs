//! Calls to models: functions with `#[traced_ai]`, whatever answers them, and however the answer comes.
//!
//! `calls`, `streams`, `contents` and `servers` have answers of their own, in the words of the providers; `mocked` asks a
//! mock of them over HTTP, in which nobody of ours had a hand.

mod calls;
mod contents;
mod mocked;
mod servers;
mod shapes;
mod streams;

use std::fmt;

use rina_trace::testing::Traces;

/// What a call fails with.
#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

/// The lines of the spans, without the name of the trace, and without what is another each time.
fn lines(traces: &Traces) -> String {
    let text = traces.to_string();
    assert!(text.starts_with("trace 1\n") && traces.segments().len() == 1, "{text}");
    let varies = ["gen_ai.response.time_to_first_chunk=", "gen_ai.response.tokens_per_second="];
    let is_said = |word: &&str| !varies.iter().any(|key| word.starts_with(key));
    let short = |line: &str| line.split(' ').filter(is_said).collect::<Vec<_>>().join(" ") + "\n";
    text.lines().skip(1).map(short).collect()
}
