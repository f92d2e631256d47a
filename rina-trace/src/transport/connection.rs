//! A connection on which requests may go ahead of the answers to those before them: HTTP/1.1 pipelining.
//!
//! One write carries all of them, and one read may bring all answers; so a round trip, and what the kernels of both ends
//! do for it, is shared. What a request and an answer are, `ureq-proto` knows. Knows the transports of `ureq`; known by
//! [`super::http`], which decides how many go ahead.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Request, Response};
use ureq::unversioned::transport::{NextTimeout, Transport};
use ureq::{Error, Timeout};
use ureq_proto::client::state::{RecvBody, RecvResponse};
use ureq_proto::client::{Call, RecvBodyResult, RecvResponseResult, SendRequestResult};

use super::destination::Answer;

/// Longer than any line of a head: the longest has the key and the name of the program.
const MAX_LINE: usize = 4 * 1024;
/// What is read of the body of an answer, so that its connection can be used again; Sentry says no more than an id.
const MAX_ANSWER: usize = 16 * 1024;
/// So long a connection is taken to be open after it has answered. Servers keep one for longer; where one does not, the
/// envelopes are sent once more.
const TRUSTED: Duration = Duration::from_secs(1);
/// A connection that was silent for so long may be forgotten by what is between it and the server, without a word.
const TOO_OLD: Duration = Duration::from_secs(15);

pub(super) struct Connection {
    transport: Box<dyn Transport>,
    /// Where the lines of a head are written.
    lines: Box<[u8]>,
    /// Requests that are not written yet.
    unwritten: Vec<u8>,
    /// Requests that have no answer yet.
    asked: VecDeque<Call<RecvResponse>>,
    /// When it was opened, or has answered.
    answered: Instant,
    /// The server has said that it will answer nothing more.
    is_over: bool,
}

impl Connection {
    pub(super) fn new(transport: Box<dyn Transport>) -> Self {
        Self {
            transport,
            lines: vec![0; MAX_LINE].into_boxed_slice(),
            unwritten: Vec::new(),
            asked: VecDeque::new(),
            answered: Instant::now(),
            is_over: false,
        }
    }

    /// Adds a request to those that [`Self::write`] writes.
    ///
    /// # Errors
    ///
    /// When it is none: a header has a character that may not be there.
    pub(super) fn ask(&mut self, request: Request<()>, body: &[u8]) -> Result<(), Error> {
        let mut call = Call::new(request)?;
        call.header("Content-Length", body.len())?;
        let mut call = call.proceed();
        while !call.can_proceed() {
            let written = call.write(&mut self.lines)?;
            self.unwritten.extend_from_slice(self.lines.get(..written).unwrap_or_default());
        }
        let Some(SendRequestResult::SendBody(mut call)) = call.proceed()? else {
            return Err(Error::ConnectionFailed);
        };
        call.consume_direct_write(body.len())?;
        self.unwritten.extend_from_slice(body);
        self.asked.push_back(call.proceed().ok_or(Error::ConnectionFailed)?);
        Ok(())
    }

    /// How many requests wait for an answer.
    pub(super) fn asked(&self) -> usize {
        self.asked.len()
    }

    /// How many bytes are not written yet.
    pub(super) fn unwritten(&self) -> usize {
        self.unwritten.len()
    }

    /// Writes all requests.
    ///
    /// # Errors
    ///
    /// When the server does not take them in time, or has closed the connection.
    pub(super) fn write(&mut self, timeout: Duration) -> Result<(), Error> {
        let until = Instant::now() + timeout;
        let mut rest = self.unwritten.as_slice();
        while !rest.is_empty() {
            let room = self.transport.buffers().output();
            let (now, later) = rest.split_at(rest.len().min(room.len()));
            let place = room.get_mut(..now.len()).filter(|place| !place.is_empty());
            place.ok_or(Error::ConnectionFailed)?.copy_from_slice(now);
            self.transport.transmit_output(now.len(), left(until))?;
            rest = later;
        }
        self.unwritten.clear();
        self.unwritten.shrink_to(64 * 1024);
        Ok(())
    }

    /// Waits for the answer to the oldest request that has none.
    ///
    /// # Errors
    ///
    /// When none comes in time, the connection ends before, or what comes is no answer.
    pub(super) fn answer(&mut self, timeout: Duration) -> Result<Answer, Error> {
        let until = Instant::now() + timeout;
        let mut call = self.asked.pop_front().ok_or(Error::ConnectionFailed)?;
        let response = self.head(&mut call, until)?;
        let header = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let answer = Answer {
            status: response.status().as_u16(),
            rate_limits: header(response.headers(), "x-sentry-rate-limits"),
            retry_after: header(response.headers(), "retry-after"),
        };
        // The envelope has arrived, whatever becomes of the rest of the answer.
        self.is_over = match call.proceed() {
            Some(RecvResponseResult::RecvBody(call)) => self.body(call, until).unwrap_or(true),
            Some(RecvResponseResult::Redirect(call)) => call.must_close_connection(),
            Some(RecvResponseResult::Cleanup(call)) => call.must_close_connection(),
            None => true,
        };
        self.answered = Instant::now();
        Ok(answer)
    }

    /// True when it can be asked, as far as is known.
    pub(super) fn is_open(&mut self) -> bool {
        let silent = self.answered.elapsed();
        !self.is_over && (silent < TRUSTED || (silent < TOO_OLD && self.transport.is_open()))
    }

    fn head(&mut self, call: &mut Call<RecvResponse>, until: Instant) -> Result<Response<()>, Error> {
        loop {
            let (used, response) = call.try_response(self.transport.buffers().input(), false)?;
            self.transport.buffers().input_consume(used);
            match response {
                Some(response) => return Ok(response),
                None if used == 0 => self.read(until)?,
                // One that says only that another will come.
                None => {}
            }
        }
    }

    /// Reads a body to its end; true when that is the end of the connection too.
    fn body(&mut self, mut call: Call<RecvBody>, until: Instant) -> Result<bool, Error> {
        let mut total = 0;
        while !call.can_proceed() {
            let mut unread = [0; 1024];
            let (used, read) = call.read(self.transport.buffers().input(), &mut unread)?;
            self.transport.buffers().input_consume(used);
            total += used;
            if total > MAX_ANSWER {
                return Ok(true);
            }
            if used == 0 && read == 0 && !call.can_proceed() {
                self.read(until)?;
            }
        }
        Ok(match call.proceed() {
            Some(RecvBodyResult::Redirect(call)) => call.must_close_connection(),
            Some(RecvBodyResult::Cleanup(call)) => call.must_close_connection(),
            None => true,
        })
    }

    fn read(&mut self, until: Instant) -> Result<(), Error> {
        if self.transport.await_input(left(until))? {
            return Ok(());
        }
        Err(Error::Io(io::ErrorKind::UnexpectedEof.into()))
    }
}

/// What is left, up to whole seconds, which are the same for most requests: a time-out that is unchanged is not set
/// again, which is a system call less for each.
fn left(until: Instant) -> NextTimeout {
    let seconds = until.saturating_duration_since(Instant::now()).as_secs() + 1;
    NextTimeout {
        after: Duration::from_secs(seconds).into(),
        reason: Timeout::Global,
        ..NextTimeout::default()
    }
}
