//! What is told of a request, and what the request tells. Known by the middleware.

use http::Extensions;
use http::header::CONTENT_LENGTH;
use http_body::Body;
use reqwest::Request;
use rina_trace_conventions::http::Url;

use super::middleware::Settings;
use crate::fields::Fields;
use crate::http::record_request;
use crate::hub::Hub;
use crate::stack::{self, Place};
use crate::value::IntoValue;
use crate::{remote, start};

/// How often the request has been sent; goes with it from attempt to attempt.
#[derive(Clone, Copy)]
struct Sent(u64);

/// Records what is known before it is answered.
pub(super) fn record(request: &Request, extensions: &mut Extensions, settings: &Settings, fields: &Fields) {
    let (method, url) = (request.method().as_str(), request.url().as_str());
    record_request(fields, method, url, true);
    if let Some(template) = settings.template.as_ref().and_then(|template| template(request)) {
        fields.name(format!("{method} {}{template}", Url::parse(url).origin()));
        fields.data("url.template", template.to_value());
    }
    fields.data("http.request.body.size", size(request).to_value());
    let before = extensions.get::<Sent>().map_or(0, |sent| sent.0);
    extensions.insert(Sent(before + 1));
    if before > 0 {
        fields.data("http.request.resend_count", before.to_value());
    }
}

fn size(request: &Request) -> Option<u64> {
    let told = || request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
    request.body().and_then(|body| body.size_hint().exact()).or_else(told)
}

/// Puts the headers of the trace into the request, if it may be told and has none of its own.
pub(super) fn propagate(request: &mut Request, hub: &Hub) {
    if request.headers().contains_key("sentry-trace") || !hub.propagates_to(request.url().as_str()) {
        return;
    }
    let headers = match stack::capture() {
        Some(context) if matches!(context.place, Place::Segment(_)) => remote::headers_of(&context),
        _ => start::headers_outside(hub),
    };
    headers.apply(request.headers_mut());
}
