//! Services in other languages, each a process with the real SDK.
//!
//! A process says when it serves, and ends when its stdin does: so it ends with this process, however that ends.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::installed;
use crate::server::Server;

/// For what takes a second on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

const NODE: [&str; 2] = ["@sentry/node@11.12.0", "express@4.21.2"];
const PYTHON: [&str; 2] = ["sentry-sdk==2.75.0", "flask==3.1.2"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Node,
    Python,
}

pub const LANGUAGES: [Language; 2] = [Language::Node, Language::Python];

impl Language {
    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Python => "python",
        }
    }
}

/// How an SDK sends its spans: in a transaction when the segment ends, or one by one as "span v2".
#[derive(Debug, Clone, Copy)]
pub enum Lifecycle {
    Static,
    Stream,
}

/// What the SDKs need; `None`, and said why, where it is not here.
pub fn tools() -> Option<&'static Tools> {
    static TOOLS: OnceLock<Result<Tools, String>> = OnceLock::new();
    let install =
        || Ok(Tools { node_modules: installed::node_modules(&NODE)?, python: installed::python(&PYTHON)? });
    installed::or_skip(TOOLS.get_or_init(install).as_ref().map_err(Clone::clone))
}

pub struct Tools {
    node_modules: PathBuf,
    python: PathBuf,
}

/// The options of an SDK, in the words of its language: the key in Node's, the key in Python's, the value.
pub type Options<'a> = [(&'a str, &'a str, Value)];

impl Tools {
    /// Starts a service that sends to `ingest`. Its name, of letters and `_`, is its public key too.
    pub fn start(
        &self,
        language: Language,
        ingest: &Server,
        lifecycle: Lifecycle,
        name: &str,
        options: &Options<'_>,
    ) -> Service {
        let dsn = format!("http://{name}@{}/1", ingest.address);
        let mut all = json!({ "dsn": dsn, "environment": "test", "release": format!("{name}@1") });
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        let mut command = match language {
            Language::Node => {
                all["serverName"] = name.into();
                all["propagateTraceparent"] = true.into();
                let lifecycle = if matches!(lifecycle, Lifecycle::Static) { "static" } else { "stream" };
                all["traceLifecycle"] = lifecycle.into();
                let mut command = Command::new("node");
                command.arg(scripts.join("service.cjs")).env("NODE_PATH", &self.node_modules);
                command
            }
            Language::Python => {
                all["server_name"] = name.into();
                if matches!(lifecycle, Lifecycle::Stream) {
                    all["_experiments"] = json!({ "trace_lifecycle": "stream" });
                }
                let mut command = Command::new(&self.python);
                command.arg(scripts.join("service.py"));
                command
            }
        };
        for (in_node, in_python, value) in options {
            let key = if language == Language::Node { in_node } else { in_python };
            all[*key] = value.clone();
        }
        Service::spawn(name, command.arg(all.to_string()))
    }
}

/// Ends when it is dropped, at the latest.
pub struct Service {
    name: String,
    child: Child,
    /// Its lines on stdout; broken off when it has ended.
    lines: Receiver<String>,
    address: OnceLock<SocketAddr>,
}

impl Service {
    pub fn spawn(name: &str, command: &mut Command) -> Self {
        for (key, _) in std::env::vars_os() {
            let key = key.to_string_lossy();
            if key.starts_with("SENTRY_") || key.to_lowercase().ends_with("_proxy") {
                command.env_remove(&*key);
            }
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (send, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Self { name: name.to_owned(), child, lines, address: OnceLock::new() }
    }

    /// Waits until it serves.
    pub fn address(&self) -> SocketAddr {
        *self.address.get_or_init(|| {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|error| panic!("{} does not start: {error}", self.name));
            let port = line.strip_prefix("ready ").unwrap_or_else(|| panic!("{}: {line}", self.name));
            SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap()))
        })
    }

    /// Waits until it has answered and sent everything, and has ended.
    pub fn stop(mut self) {
        self.address();
        drop(self.child.stdin.take());
        match self.lines.recv_timeout(PATIENCE) {
            Err(RecvTimeoutError::Disconnected) => {}
            other => panic!("{} does not end: {other:?}", self.name),
        }
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{} ended with {status}", self.name);
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
