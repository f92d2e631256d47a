//! What is told of a request: its name and its values.
//!
//! Known by the integrations of servers.

use std::borrow::Cow;
use std::net::IpAddr;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use rina_trace_conventions::http::host_and_port;

use super::Head;
use crate::fields::Fields;
use crate::integrations::grpc::{Call, Speech};
use crate::name_source::NameSource;
use crate::value::{IntoValue, MAX_TEXT, Text};

/// Where a request goes.
pub(crate) struct Target<'a> {
    pub(crate) name: String,
    pub(crate) route: Option<Cow<'a, str>>,
    /// It calls a method by gRPC, and is named by that.
    speech: Option<Speech>,
}

impl<'a> Target<'a> {
    /// By the method that it calls, else by the route that it takes, else by its path.
    pub(crate) fn of(head: &impl Head, route: impl FnOnce() -> Option<Cow<'a, str>>) -> Self {
        let method = head.method();
        // What calls by gRPC posts, so others are not asked for how they speak.
        let speech = if method == "POST" { Speech::of(head.header(&CONTENT_TYPE)) } else { None };
        if let Some(call) = speech.and_then(|_| Call::of(head.path())) {
            return Self { name: Text::new(call.name).to_string(), route: None, speech };
        }
        let route = route();
        let path = route.as_deref().unwrap_or(head.path());
        let mut name = String::with_capacity(method.len() + 1 + path.len());
        name.push_str(method);
        name.push(' ');
        name.push_str(path);
        if name.len() > MAX_TEXT {
            // A path is as long as a client likes.
            name = Text::new(&name).to_string();
        }
        Self { name, route, speech: None }
    }

    pub(super) fn source(&self) -> NameSource {
        if self.route.is_some() || self.speech.is_some() { NameSource::Route } else { NameSource::Url }
    }

    /// True if the status of a call is to be looked for.
    pub(super) fn is_call(&self) -> bool {
        self.speech == Some(Speech::Grpc)
    }
}

/// Records what the request says of itself.
pub(super) fn record(head: &impl Head, target: &Target<'_>, client: Option<IpAddr>, fields: &Fields) {
    fields.data("http.request.method", head.method().to_value());
    fields.data("http.route", target.route.as_deref().to_value());
    if let Some(call) = target.speech.and_then(|_| Call::of(head.path())) {
        call.record(fields);
    }
    fields.data("url.path", head.path().to_value());
    fields.data("url.query", head.query().to_value());
    let length = head.header(&CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    fields.data("http.request.body.size", length.to_value());
    fields.data("user_agent.original", head.header(&USER_AGENT).to_value());
    fields.data("network.protocol.version", head.version().to_value());
    let (address, port) = head.host().map(host_and_port).unwrap_or_default();
    fields.data("server.address", Some(address).filter(|address| !address.is_empty()).to_value());
    fields.data("server.port", port.to_value());
    if let Some(client) = client {
        fields.data("client.address", client.to_string().to_value());
    }
}
