//! The time that one command takes, in seconds.

use std::process::Command;

/// What a command and all that it starts have cost.
pub(crate) struct Cost {
    /// User and system time of all processors.
    pub(crate) processor: f64,
    /// From start to end.
    pub(crate) clock: f64,
}

/// Runs a command. Says what it said, and stops, if it fails: then there is nothing to measure.
///
/// The shell is asked for the time, because the standard library does not know that of other processes.
pub(crate) fn cost(command: &mut Command) -> Cost {
    let mut timed = Command::new("bash");
    timed.args(["-c", "TIMEFORMAT='%U %S %R'; LC_ALL=C; time \"$@\"", "bash"]);
    timed.arg(command.get_program()).args(command.get_args());
    timed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = timed.output().expect("bash is there");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let times: Option<Vec<f64>> =
        said.lines().last().map(|line| line.split(' ').filter_map(|time| time.parse().ok()).collect());
    match times.as_deref() {
        Some(&[user, system, clock]) => Cost { processor: user + system, clock },
        _ => panic!("no times: {said}"),
    }
}

pub(crate) fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
