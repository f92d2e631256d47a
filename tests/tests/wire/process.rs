//! This binary once more, as a process of its own: for what the environment says, and for what is said through
//! `tracing`, which belong to a process and not to a test.

use std::fmt::{Debug, Write};
use std::process::{Command, Stdio};

use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Metadata, Subscriber};

/// Names the child that a process is to be; its absence, that it is a run of the tests.
const CHILD: &str = "RINA_TRACE_TESTS_CHILD";

/// What a child printed.
pub struct Printed {
    pub lines: Vec<String>,
    /// On stderr.
    pub errors: String,
}

/// Runs the child of this name in an environment that says nothing of Sentry but this. It must end well.
pub fn run(child: &str, variables: &[(&str, &str)]) -> Printed {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "children::child", "--nocapture", "--test-threads=1"]).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SENTRY_") {
            command.env_remove(name);
        }
    }
    let output = command.env(CHILD, child).envs(variables.iter().copied()).output().unwrap();
    let lines: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    let errors = String::from_utf8(output.stderr).unwrap();
    eprint!("{errors}");
    assert!(output.status.success(), "the child {child} failed: {lines:#?}");
    Printed { lines, errors }
}

/// The child that this process is to be.
pub fn child() -> Option<String> {
    std::env::var(CHILD).ok()
}

impl Printed {
    /// What it printed as `key: value`.
    pub fn value(&self, key: &str) -> &str {
        let value = self.lines.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        value.unwrap_or_else(|| panic!("no {key} in {:#?}", self.lines))
    }

    /// What it said through `tracing` at this level.
    pub fn said(&self, level: &str) -> Vec<&str> {
        let prefix = format!("said {level} ");
        self.lines.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
    }

    /// True if something was said at this level that holds all of the parts.
    pub fn says(&self, level: &str, parts: &[&str]) -> bool {
        self.said(level).iter().any(|said| parts.iter().all(|part| said.contains(part)))
    }
}

/// Prints what this crate says through `tracing`, a line each.
pub struct Printing;

impl Subscriber for Printing {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "rina_trace"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        println!("said {} {}", event.metadata().level(), message.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => write!(self.0, "{value:?}").unwrap(),
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }
}
