//! What servers have in common, whatever serves: which requests are recorded, what is told of them, and how they end.
//!
//! Knows requests by [`Head`] alone; known by the integrations of servers.

mod exchange;
mod head;
mod pattern;
mod request;
mod sending;
mod settings;

use std::sync::Arc;

pub(super) use self::exchange::Exchange;
pub(super) use self::head::{Head, Headers};
pub(super) use self::request::{Target, told};
pub(super) use self::sending::Sending;
pub(super) use self::settings::{Asks, Settings};
use crate::callsite::Callsite;
use crate::hub::Hub;
use crate::opened::Opened;
use crate::remote;
use crate::seat;
use crate::segment::Asked;
use crate::start::{self, Known};
use crate::status::SpanStatus;

/// A request that a layer outside of this one has seen.
#[derive(Clone)]
pub(super) struct Seen;

/// Starts the segment of a request; its span is current until it goes on. `asked` makes the form in which errors
/// carry the request, where there is a client; it gets who asks, if that may be told.
pub(super) fn open<H: Head, R>(
    hub: Arc<Hub>,
    callsite: &'static Callsite,
    (request, head): (&R, &H),
    (settings, asks): (&Arc<Settings>, &Asks<R>),
    (target, asked): (Target, impl FnOnce(Option<std::net::IpAddr>) -> Asked),
) -> (Opened, Exchange) {
    let remote = remote::continue_at(&hub, &Headers(head));
    let (has_client, tells_who) = (hub.sentry, hub.identity.scrub.sends_personal());
    let source = target.source();
    let unwanted = settings.leaves_out(head.method(), head.path());
    let segment = start::start(hub, callsite, Some(&remote), &Known { name: &target.name, source, unwanted });
    let client =
        if tells_who { asks.client_address(request).or_else(|| head.client_address()) } else { None };
    if settings.captures && has_client {
        segment.keep_all_failures();
    }
    let asked = has_client.then(|| asked(client));
    let opened = Opened::of(seat::root(callsite, Arc::clone(&segment)));
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
    segment.update(|info| {
        info.name = Some((target.name.into(), source));
        info.request = asked;
    });
    (opened, exchange)
}
