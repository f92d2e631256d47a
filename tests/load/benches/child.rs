//! This binary once more, as a process of its own that is asked by lines.

use std::io::{BufRead, BufReader, Write};
use std::num::ParseIntError;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::str::FromStr;

use crate::variant::Variant;

/// A process that ends with this value.
pub(crate) struct Asked {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    /// Where it is asked: of a server what is traced, then what is bare.
    pub(crate) ports: Vec<u16>,
}

impl Asked {
    pub(crate) fn ingest() -> std::io::Result<Self> {
        Self::start(Command::new(std::env::current_exe()?).arg("--ingest"))
    }

    /// The server keeps to the processor, if one is said.
    pub(crate) fn server(
        variant: Variant,
        ingest: u16,
        file: &Path,
        processor: Option<usize>,
    ) -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", variant.name(), &ingest.to_string()]).arg(file);
        command.args(processor.map(|processor| processor.to_string()));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("SENTRY_") || name.to_lowercase().ends_with("_proxy") {
                command.env_remove(&*name);
            }
        }
        Self::start(&mut command)
    }

    fn start(command: &mut Command) -> std::io::Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = process.stdin.take();
        let stdout = process.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
        let mut started = Self { process, stdin, stdout: BufReader::new(stdout), ports: Vec::new() };
        started.ports = started.numbers_of_line()?;
        Ok(started)
    }

    /// Where the ingest is asked.
    pub(crate) fn port(&self) -> std::io::Result<u16> {
        self.ports.first().copied().ok_or(std::io::ErrorKind::NotFound.into())
    }

    /// Asks for the numbers that it has now.
    pub(crate) fn numbers(&mut self) -> std::io::Result<Vec<u64>> {
        if let Some(stdin) = &mut self.stdin {
            stdin.write_all(b"\n")?;
        }
        self.numbers_of_line()
    }

    fn numbers_of_line<N: FromStr<Err = ParseIntError>>(&mut self) -> std::io::Result<Vec<N>> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        line.split_whitespace().map(|number| number.parse().map_err(std::io::Error::other)).collect()
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.process.wait();
    }
}
