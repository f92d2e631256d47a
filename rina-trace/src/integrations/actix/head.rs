//! The head of a request in the types of actix-web, which has those of the crate `http` before its version 1. Known
//! by the service.

use std::net::{IpAddr, SocketAddr};

use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, Uri, Version};
use http::HeaderName;

use crate::integrations::server::Head;
use crate::propagation;

#[derive(Clone, Copy)]
pub(super) struct ActixHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    version: Version,
    peer: Option<SocketAddr>,
}

impl<'a> ActixHead<'a> {
    pub(super) fn of(request: &'a ServiceRequest) -> Self {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        Self { method, uri, headers, version: request.version(), peer: request.peer_addr() }
    }
}

impl Head for ActixHead<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> &str {
        self.uri.path()
    }

    fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    fn scheme(&self) -> Option<&str> {
        self.uri.scheme_str()
    }

    fn authority(&self) -> Option<&str> {
        self.uri.authority().map(actix_web::http::uri::Authority::as_str)
    }

    fn version(&self) -> Option<&'static str> {
        match self.version {
            Version::HTTP_09 => Some("0.9"),
            Version::HTTP_10 => Some("1.0"),
            Version::HTTP_11 => Some("1.1"),
            Version::HTTP_2 => Some("2"),
            Version::HTTP_3 => Some("3"),
            _ => None,
        }
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name.as_str())?.to_str().ok()
    }

    fn tells_trace(&self) -> bool {
        self.headers.keys().any(|name| propagation::tells_trace(name.as_str()))
    }

    fn each_header(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self.headers {
            visit(name.as_str(), value.as_bytes());
        }
    }

    fn peer(&self) -> Option<IpAddr> {
        self.peer.map(|peer| peer.ip())
    }
}
