//! Sends a request as a whole, with no more system calls than it takes: one to write it, one to read its answer.
//!
//! `ureq` writes the head, and then the body. For bodies of a kilobyte that is a packet more than is needed, with TLS a
//! record, and it wakes the server twice. It also asks twice for each request whether the connection is still open,
//! three calls each time, and sets both time-outs anew. Knows connections; known by [`super::http`].

use std::time::{Duration, Instant};

use ureq::Error;
use ureq::unversioned::transport::time::Duration as Remaining;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// So much waits for more; an ordinary envelope with its head is less.
const MAX_HELD: usize = 16 * 1024;
/// So long a connection is taken to be open after it has answered. Servers keep one for longer; where one does not, the
/// envelope is sent once more.
const TRUSTED: Duration = Duration::from_secs(1);

/// Makes connections that write when an answer is waited for.
#[derive(Debug)]
pub(super) struct WholeRequests;

impl<In: Transport> Connector<In> for WholeRequests {
    type Out = Whole<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Whole { inner, held: Vec::new(), answered: None }))
    }
}

#[derive(Debug)]
pub(super) struct Whole<In> {
    inner: In,
    /// What was to be written and is not yet.
    held: Vec<u8>,
    /// When something came last.
    answered: Option<Instant>,
}

impl<In: Transport> Whole<In> {
    fn write(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        let mut rest = self.held.as_slice();
        while !rest.is_empty() {
            let room = self.inner.buffers().output();
            let (now, later) = rest.split_at(rest.len().min(room.len()));
            let Some(place) = room.get_mut(..now.len()).filter(|place| !place.is_empty()) else {
                return Err(Error::ConnectionFailed);
            };
            place.copy_from_slice(now);
            self.inner.transmit_output(now.len(), timeout)?;
            rest = later;
        }
        self.held.clear();
        Ok(())
    }
}

impl<In: Transport> Transport for Whole<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.inner.buffers().output();
        self.held.extend_from_slice(output.get(..amount).unwrap_or_default());
        if self.held.len() < MAX_HELD { Ok(()) } else { self.write(rounded(timeout)) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = rounded(timeout);
        self.write(timeout)?;
        let is_open = self.inner.await_input(timeout)?;
        self.answered = is_open.then(Instant::now);
        Ok(is_open)
    }

    fn is_open(&mut self) -> bool {
        self.answered.is_some_and(|at| at.elapsed() < TRUSTED) || self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// Up to whole seconds, which are the same for most requests: what is unchanged is not set again.
fn rounded(timeout: NextTimeout) -> NextTimeout {
    let after = match timeout.after {
        Remaining::Exact(left) => Remaining::Exact(Duration::from_secs(left.as_secs() + 1)),
        never @ Remaining::NotHappening => never,
    };
    NextTimeout { after, ..timeout }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::Duration;

    use crate::transport::endpoint::Endpoint;
    use crate::transport::http::{Http, Timeouts};

    /// How often it had to be read for one request, and how long its body is.
    fn answer(stream: &mut TcpStream) -> (usize, usize) {
        let (mut request, mut reads) = (Vec::new(), 0);
        loop {
            let mut buffer = vec![0; 64 * 1024];
            let read = stream.read(&mut buffer).unwrap();
            request.extend_from_slice(&buffer[..read]);
            reads += 1;
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let end = request.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            let Some((length, end)) = length.zip(end) else { continue };
            let length = length.trim().parse().unwrap();
            if request.len() == end + 4 + length {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
                return (reads, length);
            }
        }
    }

    #[test]
    fn a_request_is_one_write_and_all_take_one_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            [answer(&mut stream), answer(&mut stream), answer(&mut stream)]
        });
        let patience = Duration::from_secs(20);
        let endpoint = Endpoint { url, ..Endpoint::default() };
        let mut http = Http::new(endpoint, Timeouts { connect: patience, all: patience });
        // What is random does not get shorter, and the last is longer than what is held back.
        let random: Vec<u8> = (0..1 << 20).map(|_| crate::id::random_u64() as u8).collect();
        for body in [b"short", &random[..4_000], &random] {
            assert_eq!(http.post(&[body]).unwrap().status, 200);
        }
        let [short, ordinary, long] = server.join().unwrap();
        assert_eq!((short, ordinary.0), ((1, 5), 1));
        assert!(ordinary.1 >= 4_000 && long.1 >= 1 << 20);
    }

    #[test]
    fn a_connection_that_was_closed_without_a_word_is_made_anew() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (closed, is_closed) = std::sync::mpsc::channel();
        let server = std::thread::spawn(move || {
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                answer(&mut stream);
                drop(stream);
                closed.send(()).unwrap();
            }
        });
        let patience = Duration::from_secs(20);
        let endpoint = Endpoint { url, ..Endpoint::default() };
        let mut http = Http::new(endpoint, Timeouts { connect: patience, all: patience });
        for _ in 0..2 {
            assert_eq!(http.post(&[b"short"]).unwrap().status, 200);
            is_closed.recv().unwrap();
        }
        server.join().unwrap();
    }
}
