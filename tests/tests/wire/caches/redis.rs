//! A redis of the test's own, the real one: empty, on a port of this machine alone, and gone with the test.

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::peers::installed;

/// The server runs for as long as the shell has an input: so it ends with this process, however that ends.
const RUN: &str = r#"redis-server --bind 127.0.0.1 --port "$1" --save '' --appendonly no &
    server=$!
    read -r _
    kill "$server"
    wait "$server""#;

/// Somebody else may take a port that was free.
const ATTEMPTS: usize = 5;

pub struct Redis {
    port: u16,
    shell: Child,
    _lines: Lines<BufReader<ChildStdout>>,
}

/// `None`, and said why, where there is no redis.
pub fn start() -> Option<Redis> {
    let found = Command::new("redis-server").arg("--version").output();
    let found = found.map_err(|error| format!("redis-server (Debian's package of that name): {error}"));
    installed::or_skip(found).map(|_| (0..ATTEMPTS).find_map(|_| Redis::attempt()).expect("no free port"))
}

impl Redis {
    fn attempt() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("sh");
        command.args(["-c", RUN, "sh", &port.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = command.spawn().unwrap();
        let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines();
        let ready = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let is_taken = line.contains("Failed listening");
            (is_taken || line.contains("Ready to accept connections")).then_some(!is_taken)
        });
        let redis = Self { port, shell, _lines: lines };
        (ready == Some(true)).then_some(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
