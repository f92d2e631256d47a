//! Posts envelopes over HTTP, on a connection that is kept, with bodies compressed.
//!
//! Blocks, so it is for the worker only; no runtime of the user's is touched. Knows nothing of envelopes but that they
//! are bytes; known by [`super::destination`].

use std::io;
use std::time::Duration;

use ureq::Error;
use ureq::http::header::CONTENT_ENCODING;
use ureq::http::{HeaderValue, Request};

use super::ahead::Ahead;
use super::connection::Connection;
use super::destination::Answer;
use super::dial::Dialer;
use super::endpoint::Endpoint;
use super::gzip::Gzip;

/// Below this a body fits into one packet with its headers, and compression gains nothing.
const COMPRESS_FROM: usize = 1024;
/// With so many bytes of requests, no further one goes with them.
const MAX_AHEAD_BYTES: usize = 64 * 1024;

/// How long an attempt may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) connect: Duration,
    /// From the request, or the answer before, to the answer.
    pub(super) answer: Duration,
}

impl Timeouts {
    /// For Sentry, which may be far away.
    pub(super) const SENTRY: Self = Self { connect: Duration::from_secs(5), answer: Duration::from_secs(30) };
}

pub(super) struct Http {
    /// What is the same of all requests.
    request: Request<()>,
    timeouts: Timeouts,
    dialer: Dialer,
    gzip: Gzip,
    connection: Option<Connection>,
    ahead: Ahead,
}

impl Http {
    pub(super) fn new(endpoint: &Endpoint, timeouts: Timeouts) -> Self {
        Self {
            // What is no URL has no host, so dialing says so.
            request: request(endpoint).unwrap_or_default(),
            timeouts,
            dialer: Dialer::new(endpoint, timeouts.connect),
            gzip: Gzip::new(),
            connection: None,
            ahead: Ahead::new(),
        }
    }

    /// How many bodies may go before the first is answered.
    pub(super) fn at_once(&self) -> usize {
        self.ahead.many()
    }

    /// Posts bodies, each in parts, and gives the answers in the same order. There are fewer than bodies when the
    /// server was not reached, or stopped answering.
    pub(super) fn answers(&mut self, bodies: &[Vec<&[u8]>]) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(bodies.len());
        while let Some(rest) = bodies.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            let (before, was_open) = (answers.len(), self.connection.is_some());
            let Err(error) = self.exchange(rest, &mut answers) else { continue };
            self.connection = None;
            // By the server, while nothing was to be sent: on a new connection it goes.
            let was_idle = was_open && was_closed(&error);
            if answers.len() == before && !was_idle {
                tracing::debug!(target: "rina_trace", %error, "an envelope could not be sent");
                break;
            }
        }
        answers
    }

    /// Posts as many of the bodies as may go at once.
    fn exchange(&mut self, bodies: &[Vec<&[u8]>], answers: &mut Vec<Answer>) -> Result<(), Error> {
        let kept = self.connection.take().and_then(|mut kept| kept.is_open().then_some(kept));
        let mut connection = match kept {
            Some(connection) => connection,
            None => {
                self.ahead.connected();
                Connection::new(self.dialer.dial(self.request.uri())?)
            }
        };
        for body in bodies.iter().take(self.ahead.many()) {
            self.ask(&mut connection, body)?;
            // Compressing them all at once would hold up the program's threads.
            std::thread::yield_now();
            if connection.unwritten() >= MAX_AHEAD_BYTES {
                break;
            }
        }
        let asked = connection.asked();
        let answered = self.collect(&mut connection, answers);
        let is_open = connection.is_open();
        match &answered {
            Err(_) => self.ahead.cut(asked),
            Ok(()) if is_open && answers.iter().all(|answer| answer.status < 300) => self.ahead.taken(),
            Ok(()) => self.ahead.refused(),
        }
        if answered.is_ok() && is_open {
            self.connection = Some(connection);
        }
        answered
    }

    fn ask(&mut self, connection: &mut Connection, parts: &[&[u8]]) -> Result<(), Error> {
        let mut request = self.request.clone();
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        if length >= COMPRESS_FROM {
            let compressed = self.gzip.compress(parts);
            // What is compressed already, such as an attachment, only grows.
            if compressed.len() < length {
                request.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                return connection.ask(request, compressed);
            }
        }
        connection.ask(request, &parts.concat())
    }

    /// Takes the answers to what was asked, until the server answers no more.
    fn collect(&mut self, connection: &mut Connection, answers: &mut Vec<Answer>) -> Result<(), Error> {
        connection.write(self.timeouts.answer)?;
        while connection.asked() > 0 {
            answers.push(connection.answer(self.timeouts.answer)?);
            if !connection.is_open() {
                break;
            }
        }
        Ok(())
    }
}

fn request(endpoint: &Endpoint) -> Option<Request<()>> {
    let mut request = Request::post(&endpoint.url)
        .header("User-Agent", &endpoint.user_agent)
        .header("Content-Type", "application/x-sentry-envelope");
    if let Some(auth) = &endpoint.auth {
        request = request.header("X-Sentry-Auth", auth);
    }
    request.body(()).ok()
}

/// True for a connection that was there, and ended without an answer.
fn was_closed(error: &Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(error, Error::Io(error) if matches!(
        error.kind(),
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe
    ))
}
