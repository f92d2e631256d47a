//! How requests share a connection, and what becomes of them when the server ends it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use super::*;
use crate::transport::endpoint::Endpoint;
use crate::transport::http::{Http, Timeouts};

pub(super) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
/// A body by which a client says that this was all.
const END: &[u8] = b"end";
const LAST: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

/// A server that a test writes: it is given connections, and says what it has seen of them.
fn serve<T: Send + 'static>(
    serve: impl FnOnce(&mut dyn FnMut() -> TcpStream) -> T + Send + 'static,
) -> (Http, JoinHandle<T>) {
    serve_at(|at| Endpoint { url: format!("http://{at}/"), ..Endpoint::default() }, serve)
}

/// The same, reached as this says.
pub(super) fn serve_at<T: Send + 'static>(
    endpoint: impl FnOnce(SocketAddr) -> Endpoint,
    serve: impl FnOnce(&mut dyn FnMut() -> TcpStream) -> T + Send + 'static,
) -> (Http, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = endpoint(listener.local_addr().unwrap());
    let server = std::thread::spawn(move || serve(&mut || listener.accept().unwrap().0));
    (Http::new(&endpoint, Timeouts { connect: LONG, answer: LONG }), server)
}

/// Reads so many requests, and nothing else: how long their bodies are, and how often it had to be read.
pub(super) fn read(stream: &mut impl Read, requests: usize) -> (Vec<usize>, usize) {
    let (mut unread, mut lengths, mut reads) = (Vec::new(), Vec::new(), 0);
    while lengths.len() < requests {
        let mut buffer = vec![0; 64 * 1024];
        let read = stream.read(&mut buffer).unwrap();
        assert_ne!(read, 0, "the client has closed the connection");
        unread.extend_from_slice(&buffer[..read]);
        reads += 1;
        while let Some((whole, length)) = first(&unread) {
            lengths.push(length);
            unread.drain(..whole);
        }
    }
    assert_eq!((lengths.len(), unread.len()), (requests, 0));
    (lengths, reads)
}

/// How long the first request is, if it is there as a whole, and how long its body.
fn first(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let length = length.trim().parse().unwrap();
    (bytes.len() >= end + length).then_some((end + length, length))
}

pub(super) fn write(stream: &mut impl Write, answers: &[&str]) {
    stream.write_all(answers.concat().as_bytes()).unwrap();
}

/// The states of the answers to so many short bodies.
pub(super) fn post(http: &mut Http, bodies: usize) -> Vec<u16> {
    let bodies: Vec<Vec<&[u8]>> = (0..bodies).map(|_| vec![&b"body"[..]]).collect();
    http.answers(&bodies).iter().map(|answer| answer.status).collect()
}

#[test]
fn a_request_is_one_write_and_all_take_one_connection() {
    let (mut http, server) = serve(|connect| {
        let mut stream = connect();
        [(); 3].map(|()| {
            let (lengths, reads) = read(&mut stream, 1);
            write(&mut stream, &[OK]);
            (lengths[0], reads)
        })
    });
    // What is random does not get shorter.
    let random: Vec<u8> = (0..1 << 20).map(|_| crate::id::random_u64() as u8).collect();
    for body in [b"short", &random[..4_000], &random] {
        assert_eq!(http.answers(&[vec![body]])[0].status, 200);
    }
    let [short, ordinary, long] = server.join().unwrap();
    assert_eq!((short, ordinary.1), ((5, 1), 1));
    assert!(ordinary.0 >= 4_000 && long.0 >= 1 << 20);
}

#[test]
fn more_go_together_the_more_the_server_has_answered() {
    let (mut http, server) = serve(|connect| {
        let mut stream = connect();
        // None of them has an answer before all are there.
        [1, 2, 4, 8, 16, 32, 32].map(|requests| {
            let (_, reads) = read(&mut stream, requests);
            write(&mut stream, &vec![OK; requests]);
            reads
        })
    });
    for requests in [1, 2, 4, 8, 16, 32, 32] {
        assert_eq!(http.at_once(), requests);
        assert_eq!(post(&mut http, requests), vec![200; requests]);
    }
    assert_eq!(server.join().unwrap(), [1; 7], "they come in one write");
}

#[test]
fn after_a_failure_they_go_one_by_one() {
    let (mut http, server) = serve(|connect| {
        let mut stream = connect();
        read(&mut stream, 1);
        write(&mut stream, &[OK]);
        read(&mut stream, 2);
        write(
            &mut stream,
            &["HTTP/1.1 503 Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nno!\r\n0\r\n\r\n", OK],
        );
        read(&mut stream, 1);
        write(&mut stream, &["HTTP/1.1 100 Continue\r\n\r\n", OK]);
    });
    assert_eq!(post(&mut http, 1), [200]);
    assert_eq!(post(&mut http, 2), [503, 200]);
    assert_eq!(http.at_once(), 1);
    assert_eq!(post(&mut http, 1), [200]);
    assert_eq!(http.at_once(), 2);
    server.join().unwrap();
}

#[test]
fn what_the_end_of_a_connection_leaves_goes_over_the_next() {
    for last in [OK, LAST] {
        let (mut http, server) = serve(move |connect| {
            let mut stream = connect();
            read(&mut stream, 1);
            write(&mut stream, &[OK]);
            read(&mut stream, 2);
            write(&mut stream, &[last]);
            drop(stream);
            let mut stream = connect();
            read(&mut stream, 1);
            write(&mut stream, &[OK]);
        });
        assert_eq!(post(&mut http, 1), [200]);
        assert_eq!(post(&mut http, 2), [200, 200]);
        server.join().unwrap();
    }
}

#[test]
fn of_a_server_that_closes_after_each_answer_nothing_is_lost() {
    let (mut http, server) = serve(|connect| {
        // What it has said is enough: it need not have closed them.
        let _kept = [(); 5].map(|()| {
            let mut stream = connect();
            read(&mut stream, 1);
            write(&mut stream, &[LAST]);
            stream
        });
    });
    assert_eq!(post(&mut http, 5), [200; 5]);
    assert_eq!(http.at_once(), 1);
    server.join().unwrap();
}

#[test]
fn a_server_that_does_not_expect_several_is_asked_one_by_one_in_the_end() {
    let (mut http, server) = serve(|connect| {
        let mut connections = 0;
        // Until the client says that this was all.
        loop {
            let mut stream = connect();
            connections += 1;
            for _ in 0..20 {
                let mut buffer = vec![0; 64 * 1024];
                let read = stream.read(&mut buffer).unwrap();
                let Some((whole, length)) = first(&buffer[..read]) else { break };
                write(&mut stream, &[OK]);
                if length == END.len() {
                    return connections;
                }
                if read > whole {
                    break;
                }
            }
        }
    });
    for _ in 0..40 {
        let at_once = http.at_once();
        assert_eq!(post(&mut http, at_once), vec![200; at_once]);
    }
    assert_eq!(http.at_once(), 1);
    assert_eq!(http.answers(&[vec![END]]).len(), 1);
    assert!(server.join().unwrap() < 40, "it keeps its connection when it is asked one by one");
}

#[test]
fn a_connection_that_was_closed_without_a_word_is_made_anew() {
    let (closed, is_closed) = channel();
    let (mut http, server) = serve(move |connect| {
        for _ in 0..2 {
            let mut stream = connect();
            read(&mut stream, 1);
            write(&mut stream, &[OK]);
            drop(stream);
            closed.send(()).unwrap();
        }
    });
    for _ in 0..2 {
        assert_eq!(post(&mut http, 1), [200]);
        is_closed.recv().unwrap();
    }
    server.join().unwrap();
}

#[test]
fn a_url_without_a_host_reaches_nobody() {
    let mut http = Http::new(&Endpoint::default(), Timeouts::SENTRY);
    assert!(post(&mut http, 2).is_empty());
}

#[test]
fn what_fails_among_others_is_tried_again_alone() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    delivery.push(segment(0));
    server.request();
    (1..7).for_each(|_| delivery.push(segment(0)));
    // The first goes alone, then two, of which one fails.
    server.accept(2);
    server.answer("503 Unavailable", "");
    server.accept(5);
    assert!(delivery.flush(LONG));
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!((stats.sent(), stats.lost()), (7, 0));
    assert_eq!(std::iter::from_fn(|| server.request_so_far()).count(), 7, "one twice, the first was seen");
}
