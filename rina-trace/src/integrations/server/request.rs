//! What is told of a request: its name, its values, and the form in which errors carry it.
//!
//! Known by the integrations of servers.

use std::net::IpAddr;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use rina_trace_conventions::http::host_and_port;
use sentry::protocol;

use super::Head;
use crate::fields::Fields;
use crate::integrations::grpc::{Call, Speech};
use crate::name_source::NameSource;
use crate::value::{IntoValue, MAX_TEXT, Text};

/// Where a request goes.
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) route: Option<String>,
    /// It calls a method by gRPC, and is named by that.
    speech: Option<Speech>,
}

impl Target {
    /// By the method that it calls, else by the route that it takes, else by its path.
    pub(crate) fn of(head: &impl Head, route: impl FnOnce() -> Option<String>) -> Self {
        let speech = Speech::of(head.header(&CONTENT_TYPE));
        if let Some(call) = Call::of(head.path()).filter(|_| speech.is_some()) {
            return Self { name: Text::new(call.name).to_string(), route: None, speech };
        }
        let route = route();
        let path = route.as_deref().unwrap_or(head.path());
        let mut name = [head.method(), path].join(" ");
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
pub(super) fn record(head: &impl Head, target: &Target, client: Option<IpAddr>, fields: &Fields) {
    fields.data("http.request.method", head.method().to_value());
    fields.data("http.route", target.route.to_value());
    if let Some(call) = Call::of(head.path()).filter(|_| target.speech.is_some()) {
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

/// The request as events carry it. The scrubber takes out of it what is nobody's business.
pub(crate) fn told(head: &impl Head, client: Option<IpAddr>) -> protocol::Request {
    let scheme = head.scheme().unwrap_or("http");
    let url = head.host().map(|host| format!("{scheme}://{host}{}", head.path()));
    let mut told = protocol::Request {
        url: url.and_then(|url| url.parse().ok()),
        method: Some(head.method().to_owned()),
        query_string: head.query().map(str::to_owned),
        env: client.map(|client| ("REMOTE_ADDR".to_owned(), client.to_string())).into_iter().collect(),
        ..protocol::Request::default()
    };
    head.each_header(&mut |name, value| {
        let value = String::from_utf8_lossy(value);
        if name == "cookie" {
            join(told.cookies.get_or_insert_default(), "; ", &value);
        } else {
            join(told.headers.entry(name.to_owned()).or_default(), ", ", &value);
        }
    });
    told
}

fn join(list: &mut String, separator: &str, value: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(value);
}
