//! A server on this machine for the tests: real bytes over TCP, with the answers that a test gives it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value as Json;

/// Waits for what must come; only a broken test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Server {
    pub(super) port: u16,
    requests: Receiver<Request>,
    answers: Sender<(&'static str, &'static str)>,
}

#[derive(Debug)]
pub(super) struct Request {
    /// The request line and the headers, with lowercase names.
    pub(super) head: String,
    /// As it came.
    pub(super) body: Vec<u8>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, requests) = channel();
        let (answers, script) = channel();
        let script = Arc::new(Mutex::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, script) = (seen.clone(), Arc::clone(&script));
                std::thread::spawn(move || serve(stream, &seen, &script));
            }
        });
        Self { port, requests, answers }
    }

    pub(super) fn dsn(&self) -> sentry::types::Dsn {
        format!("http://key@127.0.0.1:{}/1", self.port).parse().unwrap()
    }

    /// The answer to the next request that has none yet: a status line, and headers that end in newlines. A request
    /// without an answer waits.
    pub(super) fn answer(&self, status: &'static str, headers: &'static str) {
        self.answers.send((status, headers)).unwrap();
    }

    pub(super) fn accept(&self, requests: usize) {
        for _ in 0..requests {
            self.answer("200 OK", "");
        }
    }

    /// The next request.
    pub(super) fn request(&self) -> Request {
        self.requests.recv_timeout(PATIENCE).expect("a request")
    }

    /// The next request that is there already.
    pub(super) fn request_so_far(&self) -> Option<Request> {
        self.requests.try_recv().ok()
    }
}

impl Request {
    /// The envelope, uncompressed: a JSON value for each line.
    pub(super) fn lines(&self) -> Vec<Json> {
        let mut text = String::new();
        if self.head.contains("content-encoding: gzip") {
            flate2::read::GzDecoder::new(&*self.body).read_to_string(&mut text).unwrap();
        } else {
            text = String::from_utf8(self.body.clone()).unwrap();
        }
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The types of the items, in their order.
    pub(super) fn types(&self) -> Vec<String> {
        self.lines().iter().skip(1).step_by(2).map(|item| item["type"].as_str().unwrap().to_owned()).collect()
    }

    /// What the client report in it says: reason, category, quantity.
    pub(super) fn report(&self) -> Vec<(String, String, u64)> {
        let lines = self.lines();
        let report = lines.iter().find_map(|line| line["discarded_events"].as_array());
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        let read = |entry: &Json| {
            (text(&entry["reason"]), text(&entry["category"]), entry["quantity"].as_u64().unwrap())
        };
        report.into_iter().flatten().map(read).collect()
    }
}

type Script = Mutex<Receiver<(&'static str, &'static str)>>;

fn serve(stream: TcpStream, seen: &Sender<Request>, script: &Script) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut stream = BufReader::new(stream);
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim().is_empty() {
                break;
            }
            let line = match line.trim_end().split_once(": ") {
                Some((name, value)) => format!("{}: {value}\n", name.to_lowercase()),
                None => line,
            };
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().ok()?;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        seen.send(Request { head, body }).ok()?;
        let (status, headers) = script.lock().ok()?.recv().ok()?;
        // In one write: pieces would wait for each other.
        let answer = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 2\r\n\r\n{{}}");
        out.write_all(answer.as_bytes()).ok()?;
    }
}
