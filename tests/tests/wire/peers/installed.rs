//! Peers from PyPI and npm: installed when they are asked for first, below the target directory.
//!
//! What is there is whole: it is made under another name, and gets its own when it is done. So it is shared by all
//! tests of a run and by all runs, and whoever makes it at the same time does no harm.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that has these packages, each `name==version`.
pub fn python(packages: &[&str]) -> Result<PathBuf, String> {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let directory = once(packages, |directory| {
        let base = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(base).args(["-m", "venv"]).arg(directory))?;
        let python = directory.join(bin).join("python");
        run(Command::new(python).args(["-m", "pip", "install", "--quiet"]).args(packages))
    })?;
    Ok(directory.join(bin).join("python"))
}

/// A `node_modules` that has these packages, each `name@version`.
pub fn node_modules(packages: &[&str]) -> Result<PathBuf, String> {
    let directory = once(packages, |directory| {
        std::fs::create_dir_all(directory).map_err(|error| error.to_string())?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"];
        run(Command::new(npm).arg("install").args(quiet).arg("--prefix").arg(directory).args(packages))
    })?;
    Ok(directory.join("node_modules"))
}

/// The directory of these packages, made by `make` if it is not there.
fn once(packages: &[&str], make: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    let names: Vec<_> = packages.iter().map(|name| name.trim_start_matches('@')).collect();
    let name = names.join("+").replace("==", "-").replace(['@', '/'], "-");
    let peers = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let directory = peers.join(&name);
    if directory.is_dir() {
        return Ok(directory);
    }
    let unfinished = peers.join(format!("{name}.{}", std::process::id()));
    let made = make(&unfinished).and_then(|()| match std::fs::rename(&unfinished, &directory) {
        // Somebody else was faster.
        Err(error) if !directory.is_dir() => Err(error.to_string()),
        _ => Ok(directory),
    });
    let _ = std::fs::remove_dir_all(&unfinished);
    made
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
}

/// What was installed; `None`, and said why, where it could not be and need not be.
pub fn or_skip<T>(installed: Result<T, String>) -> Option<T> {
    match installed {
        Ok(installed) => Some(installed),
        Err(why) if std::env::var("RINA_REQUIRE_PEERS").as_deref() == Ok("1") => panic!("{why}"),
        Err(why) => {
            println!("skipped: {why}");
            None
        }
    }
}
