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
use crate::recorder::Known;
use crate::remote;
use crate::seat::{self, Tail, Visit};
use crate::start;
use crate::status::SpanStatus;

/// A request that a layer outside of this one has seen.
#[derive(Clone)]
pub(super) struct Seen;

/// Starts the segment of a request: its span, and what is kept of it beside.
pub(super) fn begin<H: Head, R>(
    hub: Arc<Hub>,
    callsite: &'static Callsite,
    (request, head): (&R, &H),
    (settings, asks): (&Arc<Settings>, &Asks<R>),
    mut target: Target<'_>,
) -> ((seat::Head, Tail), Exchange) {
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
    let exchange = Exchange {
        hub: (settings.isolates && has_client)
            .then(|| Arc::new(sentry::Hub::new_from_top(sentry::Hub::current()))),
        is_head: head.method() == "HEAD",
        is_call: head.has_trailers() && target.is_call(),
        settings: Arc::clone(settings),
        origin: callsite.origin().as_str(),
        status: SpanStatus::InternalError,
    };
    let mut seat = seat::root(callsite, start::start(hub, callsite, remote.as_ref(), known));
    if seat.0.is_recording() {
        within(&mut seat, |visit| request::record(head, &target, client, &visit.fields()));
    }
    (seat, exchange)
}

/// Does something while the span of a request is current.
pub(super) fn within<T>(seat: &mut (seat::Head, Tail), act: impl FnOnce(&mut Visit<'_>) -> T) -> T {
    let mut visit = Visit::new(&mut seat.0, &mut seat.1);
    visit.enter_apart();
    let done = act(&mut visit);
    visit.pause();
    done
}
