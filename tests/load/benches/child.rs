//! This binary once more, as a process of its own that is asked by lines.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::variant::Variant;

/// A process that ends with this value.
pub(crate) struct Asked {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

impl Asked {
    pub(crate) fn ingest() -> std::io::Result<Self> {
        Self::start(Command::new(std::env::current_exe()?).arg("--ingest"))
    }

    pub(crate) fn server(variant: Variant, ingest: u16, file: &Path) -> std::io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", variant.name(), &ingest.to_string()]).arg(file);
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
        let mut started = Self { process, stdin, stdout: BufReader::new(stdout), port: 0 };
        started.port = started.line()?.parse().map_err(std::io::Error::other)?;
        Ok(started)
    }

    /// Asks for the numbers that it has now.
    pub(crate) fn numbers(&mut self) -> std::io::Result<Vec<u64>> {
        if let Some(stdin) = &mut self.stdin {
            stdin.write_all(b"\n")?;
        }
        let line = self.line()?;
        line.split(' ').map(|number| number.parse().map_err(std::io::Error::other)).collect()
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.process.wait();
    }
}
