//! Envelopes: what is sent, as bytes.
//!
//! Pure: no clock, no random, no global. Knows segments and what `sentry` makes; known by the transport.
//!
//! The format: <https://develop.sentry.dev/sdk/foundations/envelopes/>

mod about;
mod category;
mod foreign;
mod json;
mod sent_at;
mod streamed;
mod transaction;

use std::ops::Range;

pub(crate) use about::{About, Facts};
pub(crate) use category::Category;
pub(crate) use sent_at::stamp;

use crate::propagation::Dsc;
use crate::segment::Segment;
use crate::stats::Reason;

/// An encoded envelope, and what it is made of.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// The header with its newline, then the items.
    pub(crate) bytes: Vec<u8>,
    /// How long the header is.
    pub(crate) header: usize,
    /// Where the items are: each with its header and final newline.
    pub(crate) items: Vec<Item>,
}

/// One item of an envelope.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) range: Range<usize>,
    /// The limit that holds it back.
    pub(crate) category: Category,
    /// What is lost when it is not sent.
    pub(crate) losses: Vec<Loss>,
    /// The spans in it that count in [`crate::Stats`].
    pub(crate) spans: u64,
}

/// So much of a kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Loss {
    pub(crate) category: Category,
    pub(crate) quantity: u64,
    /// Set where a report about an earlier loss is itself lost.
    pub(crate) reason: Option<Reason>,
}

impl Loss {
    pub(crate) fn new(category: Category, quantity: u64) -> Self {
        Self { category, quantity, reason: None }
    }

    /// What a lost segment of so many spans, its root included, is: a transaction, and each of its spans.
    ///
    /// Source: <https://develop.sentry.dev/sdk/telemetry/client-reports/#span-outcomes>
    pub(crate) fn of_segment(spans: u64) -> [Self; 2] {
        [Self::new(Category::Transaction, 1), Self::new(Category::Span, spans)]
    }
}

impl Parcel {
    /// Encodes a segment; where it `streams`, its spans of AI models go as an item of their own.
    pub(crate) fn of_segment(segment: &Segment, about: &About, streams: bool) -> Self {
        let streamed = if streams { streamed::count(segment) } else { 0 };
        let mut bytes = Vec::new();
        let header = transaction::encode(segment, about, streamed, &mut bytes);
        let (end, spans) = (bytes.len(), segment.span_count() - streamed as u64);
        let losses = Loss::of_segment(spans).into();
        let mut items = vec![Item { range: header..end, category: Category::Transaction, losses, spans }];
        if streamed > 0 {
            streamed::encode(segment, about, streamed, &mut bytes);
            let (range, spans) = (end..bytes.len(), streamed as u64);
            let losses = vec![Loss::new(Category::Span, spans)];
            items.push(Item { range, category: Category::Span, losses, spans });
        }
        Self { bytes, header, items }
    }

    /// Encodes what `sentry` made, with what its header lacks. `None` where its header cannot be read.
    pub(crate) fn of_envelope(envelope: &sentry::Envelope, dsc: Option<&Dsc>, about: &About) -> Option<Self> {
        foreign::encode(envelope, dsc, about)
    }

    /// Makes an envelope of nothing but a client report.
    pub(crate) fn of_report(report: &[u8], about: &About) -> Self {
        let mut bytes = Vec::new();
        open(&mut bytes, None, about);
        bytes.extend_from_slice(b"}\n");
        let header = bytes.len();
        bytes.extend_from_slice(report);
        let (range, losses) = (header..bytes.len(), Vec::new());
        Self { bytes, header, items: vec![Item { range, category: Category::Internal, losses, spans: 0 }] }
    }

    /// How many spans it has that count in [`crate::Stats`].
    pub(crate) fn spans(&self) -> u64 {
        self.items.iter().map(|item| item.spans).sum()
    }

    /// The header, the items that are left, and one more. What lies together is one part: mostly that is all.
    pub(crate) fn parts<'a>(&'a self, more: &'a [u8]) -> Vec<&'a [u8]> {
        let part = |range| self.bytes.get(range).unwrap_or_default();
        let (mut parts, mut open) = (Vec::with_capacity(2), 0..self.header);
        for Item { range, .. } in &self.items {
            if range.start != open.end {
                parts.push(part(std::mem::replace(&mut open, range.start..range.start)));
            }
            open.end = range.end;
        }
        parts.push(part(open));
        parts.extend(Some(more).filter(|more| !more.is_empty()));
        parts
    }
}

/// The losses of one envelope that `sentry` made.
pub(crate) fn losses_of(envelope: &sentry::Envelope) -> Vec<Loss> {
    envelope.items().flat_map(foreign::losses).collect()
}

/// Makes the item that reports losses.
pub(crate) fn client_report(unix_nanos: u64, discarded: &[(Reason, Loss)]) -> Vec<u8> {
    let mut payload = b"{\"timestamp\":".to_vec();
    json::seconds(&mut payload, unix_nanos);
    payload.extend_from_slice(b",\"discarded_events\":[");
    for (index, (reason, loss)) in discarded.iter().enumerate() {
        payload.extend_from_slice(if index == 0 { b"{\"reason\":\"" } else { b",{\"reason\":\"" });
        payload.extend_from_slice(reason.as_str().as_bytes());
        payload.extend_from_slice(b"\",\"category\":\"");
        payload.extend_from_slice(loss.category.as_str().as_bytes());
        payload.extend_from_slice(b"\",\"quantity\":");
        json::uint(&mut payload, loss.quantity);
        payload.push(b'}');
    }
    payload.extend_from_slice(b"]}\n");
    let mut item = b"{\"type\":\"client_report\",\"length\":".to_vec();
    // The final newline is not part of the payload.
    json::uint(&mut item, payload.len() as u64 - 1);
    item.extend_from_slice(b"}\n");
    item.append(&mut payload);
    item
}

/// Digits for the length of a payload; it is known only afterwards, and blanks may follow a number.
const LENGTH: &[u8; 12] = b"            ";

/// Ends the header of an item with the length of its payload, which `write` writes.
fn payload(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(b",\"length\":");
    let length_at = out.len();
    out.extend_from_slice(LENGTH);
    out.extend_from_slice(b"}\n");
    let payload_at = out.len();
    write(out);
    let mut length = Vec::with_capacity(LENGTH.len());
    json::uint(&mut length, (out.len() - payload_at) as u64);
    if let Some(place) = out.get_mut(length_at..length_at + length.len()) {
        place.copy_from_slice(&length);
    }
    out.push(b'\n');
}

/// Opens the header of an envelope, with what every envelope says; the closing brace is the caller's.
fn open(out: &mut Vec<u8>, dsc: Option<&Dsc>, about: &About) {
    sent_at::open(out);
    out.extend_from_slice(&about.header);
    trace(out, dsc.into_iter().flat_map(Dsc::members));
}

/// The sampling context as the member `trace`, if it says anything. All its values are strings.
fn trace<'a>(out: &mut Vec<u8>, members: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut object = json::Object::new(out, b",\"trace\":{");
    for (key, value) in members {
        json::string(object.member(key), value);
    }
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
