//! What is told of a request: its name, its values, and the form in which errors carry it.
//!
//! Knows the settings; known by the service.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::{CONTENT_LENGTH, COOKIE, HOST, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method, Uri, Version};
use sentry::protocol;

use super::super::grpc::{Call, Speech};
use super::layer::Settings;
use crate::fields::Fields;
use crate::name_source::NameSource;
use crate::segment::Asked;
use crate::value::{IntoValue, MAX_TEXT, Text};

/// Where a request goes.
pub(super) struct Target {
    pub(super) name: String,
    pub(super) route: Option<String>,
    /// It calls a method by gRPC, and is named by that.
    pub(super) speech: Option<Speech>,
}

impl Target {
    pub(super) fn of(request: &Parts, settings: &Settings) -> Self {
        let speech = Speech::of(&request.headers);
        if let Some(call) = Call::of(request.uri.path()).filter(|_| speech.is_some()) {
            return Self { name: Text::new(call.name).to_string(), route: None, speech };
        }
        let route = matched(request).or_else(|| settings.route(request));
        let path = route.as_deref().unwrap_or(request.uri.path());
        let mut name = format!("{} {path}", request.method);
        if name.len() > MAX_TEXT {
            // A path is as long as a client likes.
            name = Text::new(&name).to_string();
        }
        Self { name, route, speech: None }
    }

    pub(super) fn source(&self) -> NameSource {
        if self.route.is_some() || self.speech.is_some() { NameSource::Route } else { NameSource::Url }
    }
}

#[cfg(feature = "axum")]
fn matched(request: &Parts) -> Option<String> {
    let matched: &axum::extract::MatchedPath = request.extensions.get()?;
    Some(matched.as_str().to_owned())
}

#[cfg(not(feature = "axum"))]
fn matched(_: &Parts) -> Option<String> {
    None
}

/// Who asks, where that may be told.
pub(super) fn client_address(request: &Parts, settings: &Settings) -> Option<IpAddr> {
    settings.client_address(request).or_else(|| {
        let first = text(&request.headers, "x-forwarded-for").and_then(|list| list.split(',').next());
        first.or_else(|| text(&request.headers, "x-real-ip"))?.trim().parse().ok()
    })
}

/// Records what the request says of itself.
pub(super) fn record(request: &Parts, target: &Target, client: Option<IpAddr>, fields: &mut Fields) {
    let (uri, headers) = (&request.uri, &request.headers);
    fields.data("http.request.method", request.method.as_str().to_value());
    fields.data("http.route", target.route.to_value());
    if let Some(call) = Call::of(uri.path()).filter(|_| target.speech.is_some()) {
        call.record(fields);
    }
    fields.data("url.path", uri.path().to_value());
    fields.data("url.query", uri.query().to_value());
    let length = text(headers, CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<u64>().ok());
    fields.data("http.request.body.size", length.to_value());
    fields.data("user_agent.original", text(headers, USER_AGENT.as_str()).to_value());
    fields.data("network.protocol.version", version(request.version).to_value());
    let (address, port) = authority(uri, headers).map(host_and_port).unwrap_or_default();
    fields.data("server.address", Some(address).filter(|address| !address.is_empty()).to_value());
    fields.data("server.port", port.to_value());
    if let Some(client) = client {
        fields.data("client.address", client.to_string().to_value());
    }
}

/// The request as events carry it; made only if there is one. The scrubber takes out of it what is nobody's
/// business.
pub(super) fn asked(request: &Parts, client: Option<IpAddr>) -> Asked {
    let (method, uri) = (request.method.clone(), request.uri.clone());
    let headers = request.headers.clone();
    Asked(Arc::new(move || told(&method, &uri, &headers, client)))
}

fn told(method: &Method, uri: &Uri, headers: &HeaderMap, client: Option<IpAddr>) -> protocol::Request {
    let scheme = uri.scheme_str().unwrap_or("http");
    let url = authority(uri, headers).map(|host| format!("{scheme}://{host}{}", uri.path()));
    let mut told = protocol::Request {
        url: url.and_then(|url| url.parse().ok()),
        method: Some(method.to_string()),
        query_string: uri.query().map(str::to_owned),
        env: client.map(|client| ("REMOTE_ADDR".to_owned(), client.to_string())).into_iter().collect(),
        ..protocol::Request::default()
    };
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        if name == COOKIE {
            join(told.cookies.get_or_insert_default(), "; ", &value);
        } else {
            join(told.headers.entry(name.to_string()).or_default(), ", ", &value);
        }
    }
    told
}

fn join(list: &mut String, separator: &str, value: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(value);
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Host and port as the client wrote them: HTTP/2 has them in the address, HTTP/1 in a header.
fn authority<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let written =
        uri.authority().map(http::uri::Authority::as_str).or_else(|| text(headers, HOST.as_str()))?;
    written.rsplit('@').next()
}

fn host_and_port(authority: &str) -> (&str, Option<u16>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (authority, None),
    }
}

fn version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_09 => Some("0.9"),
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_their_ports() {
        assert_eq!(host_and_port("example.com:8080"), ("example.com", Some(8080)));
        assert_eq!(host_and_port("example.com"), ("example.com", None));
        assert_eq!(host_and_port("[::1]:80"), ("[::1]", Some(80)));
        assert_eq!(host_and_port("[::1]"), ("[::1]", None));
    }

    #[test]
    fn an_event_is_told_the_request_without_its_query_in_the_address() {
        let request = http::Request::get("/users?page=2")
            .header(HOST, "u:p@example.com")
            .header(COOKIE, "a=1")
            .header(COOKIE, "b=2")
            .header("accept", "x")
            .header("accept", "y");
        let (request, ()) = request.body(()).unwrap().into_parts();
        let told = (asked(&request, "10.0.0.1".parse().ok()).0)();
        assert_eq!(told.url.unwrap().as_str(), "http://example.com/users");
        assert_eq!((told.method.as_deref(), told.query_string.as_deref()), (Some("GET"), Some("page=2")));
        assert_eq!((told.cookies.as_deref(), &*told.headers["accept"]), (Some("a=1; b=2"), "x, y"));
        assert_eq!(told.env["REMOTE_ADDR"], "10.0.0.1");
    }
}
