//! What servers have in common, whatever serves: which requests are recorded, what is told of them, and how they end.
//!
//! Knows requests by [`Head`] alone; known by the integrations of servers.

mod exchange;
mod head;
mod kept;
mod pattern;
mod request;
mod sending;
mod settings;

use std::sync::Arc;

pub(super) use self::exchange::Exchange;
pub(super) use self::head::{Head, Headers};
pub(super) use self::kept::Kept;
pub(super) use self::request::Target;
pub(super) use self::sending::Sending;
pub(super) use self::settings::{Asks, Settings};
use crate::callsite::Callsite;
use crate::hub::Hub;
use crate::opened::Opened;
use crate::remote;
use crate::seat;
use crate::recorder::Known;
use crate::start;
use crate::status::SpanStatus;

/// A request that a layer outside of this one has seen.
#[derive(Clone)]
pub(super) struct Seen;

/// Starts the segment of a request; its span is current until it goes on.
pub(super) fn open<H: Head, R>(
    hub: Arc<Hub>,
    callsite: &'static Callsite,
    (request, head): (&R, &H),
    (settings, asks): (&Arc<Settings>, &Asks<R>),
    mut target: Target<'_>,
) -> (Opened, Exchange) {
    let remote = head.tells_trace().then(|| remote::continue_at(&hub, &Headers(head)));
    let (has_client, tells_who) = (hub.sentry, hub.identity.scrub.sends_personal());
    let client =
        if tells_who { asks.client_address(request).or_else(|| head.client_address()) } else { None };
    let known = Known {
        name: Some((std::mem::take(&mut target.name).into(), target.source())),
        unwanted: settings.leaves_out(head.method(), head.path()),
        request: has_client.then(|| Kept::asked(head, client)),
        keeps_failures: settings.captures && has_client,
    };
    let segment = start::start(hub, callsite, remote.as_ref(), known);
    let opened = Opened::of(seat::root(callsite, segment));
    if opened.fields().is_kept() {
        request::record(head, &target, client, opened.fields());
    }
    let exchange = Exchange {
        hub: (settings.isolates && has_client)
            .then(|| Arc::new(sentry::Hub::new_from_top(sentry::Hub::current()))),
        is_head: head.method() == "HEAD",
        is_call: head.has_trailers() && target.is_call(),
        settings: Arc::clone(settings),
        origin: callsite.origin().as_str(),
        status: SpanStatus::InternalError,
    };
    (opened, exchange)
}
