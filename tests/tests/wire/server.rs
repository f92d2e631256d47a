//! A server of HTTP on a port of its own: it keeps what it was sent, and answers as the test says.
//!
//! Stands for Sentry and for services downstream. Knows nothing of this crate.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use flate2::read::GzDecoder;
use serde_json::Value;

/// What is answered: the status and one more header, or none.
pub type Answer = (u16, Option<(&'static str, &'static str)>);

/// One request, its body unpacked.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    /// By names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

/// An envelope that came in a request.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub header: Value,
    /// Header and payload of each item.
    pub items: Vec<(Value, Value)>,
}

pub struct Server {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    answer: Box<dyn Fn(&Request) -> Answer + Send + Sync>,
    requests: Mutex<Vec<Request>>,
    connections: Mutex<Vec<TcpStream>>,
    over: AtomicBool,
}

impl Server {
    /// Takes everything.
    pub fn start() -> Self {
        Self::answering(|_| (200, None))
    }

    pub fn answering(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            answer: Box::new(answer),
            requests: Mutex::default(),
            connections: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let its = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || {
            for connection in listener.incoming() {
                if its.over.load(Ordering::SeqCst) {
                    return;
                }
                let (connection, its) = (connection.unwrap(), Arc::clone(&its));
                let kept = connection.try_clone().unwrap();
                its.connections.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
                std::thread::spawn(move || its.serve(connection));
            }
        });
        Self { address, shared, accepting: Some(accepting) }
    }

    pub fn dsn(&self) -> String {
        format!("http://key@{}/42", self.address)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn envelopes(&self) -> Vec<Envelope> {
        self.requests().iter().map(|request| Envelope::parse(&request.body)).collect()
    }
}

impl Shared {
    fn serve(&self, connection: TcpStream) {
        let mut reader = BufReader::new(connection.try_clone().unwrap());
        while let Some(request) = read(&mut reader) {
            let (status, header) = (self.answer)(&request);
            // Kept before it is answered: who has the answer may look.
            self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
            let header = header.map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
            let answer = format!("HTTP/1.1 {status} Said\r\nContent-Length: 2\r\n{header}\r\n{{}}");
            if (&connection).write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
        for connection in self.shared.connections.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// `None` at the end of the connection.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let path = lines.first()?.split(' ').nth(1)?.to_owned();
    let headers: HashMap<String, String> = (lines.iter().skip(1))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut body = if headers.get("transfer-encoding").is_some_and(|encoding| encoding == "chunked") {
        read_chunks(reader)?
    } else {
        read_bytes(reader, headers.get("content-length").map_or(0, |length| length.parse().unwrap()))?
    };
    if headers.get("content-encoding").is_some_and(|encoding| encoding == "gzip") {
        let mut unpacked = Vec::new();
        GzDecoder::new(&*body).read_to_end(&mut unpacked).unwrap();
        body = unpacked;
    }
    Some(Request { path, headers, body })
}

fn read_bytes(reader: &mut BufReader<TcpStream>, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// A body without a length, up to its empty chunk.
fn read_chunks(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
        // With the end of the line behind it.
        let chunk = read_bytes(reader, length + 2)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(&chunk[..length]);
    }
}

impl Envelope {
    /// Reads the format strictly: each length must lead to a newline.
    pub fn parse(mut bytes: &[u8]) -> Self {
        let header = json_line(&mut bytes);
        let mut items = Vec::new();
        while !bytes.is_empty() {
            let header = json_line(&mut bytes);
            let length = match header["length"].as_u64() {
                Some(length) => length as usize,
                None => bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len()),
            };
            let (payload, rest) = bytes.split_at(length);
            assert!(rest.is_empty() || rest[0] == b'\n', "the length of an item is wrong: {header}");
            bytes = rest.get(1..).unwrap_or_default();
            items.push((header, serde_json::from_slice(payload).unwrap()));
        }
        Self { header, items }
    }

    /// The payload of the item of this type, if there is one.
    pub fn payload(&self, item_type: &str) -> Option<&Value> {
        self.items.iter().find(|(header, _)| header["type"] == item_type).map(|(_, payload)| payload)
    }
}

fn json_line(bytes: &mut &[u8]) -> Value {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let (line, rest) = bytes.split_at(end);
    *bytes = &rest[1..];
    serde_json::from_slice(line).unwrap()
}
