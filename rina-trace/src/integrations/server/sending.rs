//! A response on its way to the client: its bytes are counted, and the request ends with the last.
//!
//! Known by the bodies of the integrations.

use super::Exchange;
use super::exchange::BODY_SIZE;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::seat::{self, Ending, Head, Tail, Visit};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::IntoValue;

/// There is nothing to record once the exchange is gone.
pub(crate) struct Sending {
    exchange: Option<Exchange>,
    /// Bytes that were given away, and how many there are, if that is known.
    sent: u64,
    length: Option<u64>,
}

impl Sending {
    /// Of a response that nobody records.
    pub(crate) const OVER: Self = Self { exchange: None, sent: 0, length: None };

    pub(crate) fn new(exchange: Exchange, length: Option<u64>) -> Self {
        Self { exchange: Some(exchange), sent: 0, length }
    }

    pub(crate) fn exchange(&mut self) -> Option<&mut Exchange> {
        self.exchange.as_mut()
    }

    pub(crate) fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    /// Ends the request, because the body has ended or `failed` with an error of that type, or leaves it until the next
    /// poll.
    pub(crate) fn polled(
        &mut self,
        ended: Option<SpanStatus>,
        failed: Option<&'static str>,
        mut visit: Visit<'_>,
    ) {
        if let Some(status) = ended {
            visit.fields().data(BODY_SIZE, self.sent.to_value());
            if let Some(exchange) = &self.exchange {
                exchange.ended(failed, None);
            }
            visit.finish(Some(status));
            self.exchange = None;
        } else {
            visit.pause();
        }
    }

    /// A server does not ask for the end of a body of which it has all bytes.
    pub(crate) fn dropped(&mut self, head: &mut Head, tail: &mut Tail) {
        let Some(exchange) = self.exchange.take() else { return };
        if let (Some((segment, id)), Some(value)) = (head.recorded(), self.sent.to_value()) {
            let (kind, key) = (AttributeKind::Data, AttributeKey::Static(BODY_SIZE));
            stack::change(segment, id, Change::Attribute(Attribute { kind, key, value }));
        }
        if self.length.is_some_and(|length| self.sent >= length) {
            seat::finish(head, tail, Ending::said(Some(exchange.status)));
        }
    }
}
