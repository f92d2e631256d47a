//! A server in Sentry's place that does as little as it can: reads envelopes, answers 200, counts.
//!
//! A process of its own, so that its work is not in the figures of those who send. Its line on stdout says the port.
//! For each line on stdin it says what has come so far: connections, envelopes and bytes of each project, whose
//! numbers are the places of the variants. Ends with stdin.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::variant::Variant;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/// What has come to one project.
#[derive(Default)]
struct Arrived {
    connections: AtomicU64,
    envelopes: AtomicU64,
    bytes: AtomicU64,
}

static ARRIVED: [Arrived; Variant::ALL.len()] = [const {
    Arrived { connections: AtomicU64::new(0), envelopes: AtomicU64::new(0), bytes: AtomicU64::new(0) }
}; Variant::ALL.len()];

pub(crate) fn run() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    for _ in std::io::stdin().lines() {
        let counts = ARRIVED.iter().flat_map(|of| [&of.connections, &of.envelopes, &of.bytes]);
        let counts: Vec<String> = counts.map(|count| count.load(Relaxed).to_string()).collect();
        println!("{}", counts.join(" "));
    }
    Ok(())
}

/// One connection, until it ends or says something else than an envelope. What has come together is answered together.
fn serve(mut stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut buffer = vec![0; 256 * 1024];
    let (mut filled, mut is_new) = (0, true);
    loop {
        let read = stream.read(&mut buffer[filled..]).ok().filter(|read| *read > 0)?;
        filled += read;
        let (mut done, mut answers) = (0, Vec::new());
        while let Some((project, length)) = read_request(&buffer[done..filled]) {
            let arrived = ARRIVED.get(project)?;
            arrived.connections.fetch_add(u64::from(std::mem::take(&mut is_new)), Relaxed);
            arrived.envelopes.fetch_add(1, Relaxed);
            arrived.bytes.fetch_add(length as u64, Relaxed);
            answers.extend_from_slice(ANSWER);
            done += length;
        }
        stream.write_all(&answers).ok()?;
        buffer.copy_within(done..filled, 0);
        filled -= done;
    }
}

/// The project of the first request, and how long that is, once it is there as a whole.
fn read_request(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let project = head.strip_prefix("POST /api/")?.split('/').next()?.parse().ok()?;
    let length: usize = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    })?;
    (bytes.len() >= end + length).then_some((project, end + length))
}
