//! The door for `sentry`: its envelopes go the same way as our segments.
//!
//! Knows [`Delivery`]; given to the client of `sentry` by the hub.

use std::sync::Arc;
use std::time::Duration;

use super::Delivery;
use crate::propagation::Dsc;

/// Finds the sampling context that the header of an envelope is to carry. Called on the thread that captured, so
/// it may look at what is current there.
pub(crate) type DscFor = Box<dyn Fn(&::sentry::Envelope) -> Option<Dsc> + Send + Sync>;

/// A transport for the client of `sentry`.
pub(crate) struct SentryTransport {
    delivery: Arc<Delivery>,
    dsc_for: DscFor,
}

impl SentryTransport {
    pub(crate) fn new(delivery: Arc<Delivery>, dsc_for: DscFor) -> Self {
        Self { delivery, dsc_for }
    }
}

impl ::sentry::Transport for SentryTransport {
    fn send_envelope(&self, envelope: ::sentry::Envelope) {
        let dsc = (self.dsc_for)(&envelope);
        self.delivery.push_envelope(envelope, dsc);
    }

    fn flush(&self, timeout: Duration) -> bool {
        self.delivery.flush(timeout)
    }

    /// Only flushes: the client of `sentry` may be closed and replaced while the program goes on recording spans.
    fn shutdown(&self, timeout: Duration) -> bool {
        self.delivery.flush(timeout)
    }
}
