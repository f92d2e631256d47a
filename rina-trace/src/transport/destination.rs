//! Where envelopes go, and what came of it.
//!
//! Sentry over HTTP, or the user's own transport; besides, a copy to Spotlight. Knows HTTP; known by the worker.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::endpoint::Endpoint;
#[cfg(feature = "transport")]
use super::http::{Http, Timeouts};
#[cfg(feature = "transport")]
use super::outbox::{Delays, Pause};

/// What a server said, as far as it matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The header `X-Sentry-Rate-Limits`.
    pub(crate) rate_limits: Option<String>,
    /// The header `Retry-After`.
    pub(crate) retry_after: Option<String>,
}

/// Where envelopes go.
pub(super) enum Destination {
    #[cfg(feature = "transport")]
    Sentry(Box<Http>),
    Custom(Arc<dyn ::sentry::Transport>),
    Nowhere,
}

impl Destination {
    /// The user's transport stands in place of ours.
    pub(super) fn new(endpoint: Option<Endpoint>, custom: Option<Arc<dyn ::sentry::Transport>>) -> Self {
        match (custom, endpoint) {
            (Some(custom), _) => Self::Custom(custom),
            #[cfg(feature = "transport")]
            (None, Some(endpoint)) => Self::Sentry(Box::new(Http::new(&endpoint, Timeouts::SENTRY))),
            _ => Self::Nowhere,
        }
    }

    /// How many envelopes may go at once.
    pub(super) fn at_once(&self) -> usize {
        match self {
            #[cfg(feature = "transport")]
            Self::Sentry(http) => http.at_once(),
            Self::Custom(_) | Self::Nowhere => 1,
        }
    }

    /// Sends envelopes, each in parts, and gives the answers in the same order. There are fewer than envelopes when the
    /// destination was not reached.
    pub(super) fn send(&mut self, envelopes: &[Vec<&[u8]>]) -> Vec<Answer> {
        match self {
            #[cfg(feature = "transport")]
            Self::Sentry(http) => http.answers(envelopes),
            Self::Custom(custom) => {
                let status = |parts: &Vec<&[u8]>| match ::sentry::Envelope::from_bytes_raw(parts.concat()) {
                    Ok(envelope) => give(&**custom, envelope),
                    Err(_) => 400,
                };
                let answer = |parts| Answer { status: status(parts), ..Answer::default() };
                envelopes.iter().map(answer).collect()
            }
            Self::Nowhere => Vec::new(),
        }
    }
}

/// Gives an envelope to the user's transport; answers with a status as a server would. One that panics has
/// refused.
pub(super) fn give(custom: &dyn ::sentry::Transport, envelope: ::sentry::Envelope) -> u16 {
    match catch_unwind(AssertUnwindSafe(|| custom.send_envelope(envelope))) {
        Ok(()) => 200,
        Err(_) => 400,
    }
}

/// The local Spotlight, which gets a copy of each envelope and misses what is sent while it is away.
///
/// Source: <https://spotlightjs.com/docs/contribute/build-your-own-integration/>
#[cfg(feature = "transport")]
pub(super) struct Spotlight {
    http: Http,
    pause: Pause,
}

#[cfg(feature = "transport")]
impl Spotlight {
    pub(super) fn new(url: &str, delays: Delays) -> Self {
        // It is on this machine, and the worker has more to do than to wait for it.
        let timeouts = Timeouts {
            connect: std::time::Duration::from_millis(500),
            answer: std::time::Duration::from_secs(2),
        };
        Self { http: Http::new(&Endpoint::spotlight(url), timeouts), pause: Pause::new(delays) }
    }

    /// True when it took the envelope.
    pub(super) fn send(&mut self, envelope: &[u8]) -> bool {
        let now = std::time::Instant::now();
        if !self.pause.is_over(now) {
            return false;
        }
        let taken =
            self.http.answers(&[vec![envelope]]).iter().any(|answer| (200..300).contains(&answer.status));
        if taken {
            self.pause.succeeded();
        } else {
            self.pause.failed(now);
        }
        taken
    }
}
