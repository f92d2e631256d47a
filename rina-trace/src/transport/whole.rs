//! Sends a request as a whole: its head and its body in one write.
//!
//! `ureq` writes the head, and then the body. For bodies of a kilobyte that is a system call and a packet more than is
//! needed, with TLS a record, and it wakes the server twice. Knows connections; known by [`super::http`].

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// So much waits for more; an ordinary envelope with its head is less.
const MAX_HELD: usize = 16 * 1024;

/// Makes connections that write when an answer is waited for.
#[derive(Debug)]
pub(super) struct WholeRequests;

impl<In: Transport> Connector<In> for WholeRequests {
    type Out = Whole<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Whole { inner, held: Vec::new() }))
    }
}

#[derive(Debug)]
pub(super) struct Whole<In> {
    inner: In,
    /// What was to be written and is not yet.
    held: Vec<u8>,
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
        if self.held.len() < MAX_HELD { Ok(()) } else { self.write(timeout) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.write(timeout)?;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
