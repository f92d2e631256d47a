//! The head of a request in the types of the crate `http`. Known by the service.

use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, Uri, Version};

use crate::integrations::server::Head;
use crate::propagation;

#[derive(Clone, Copy)]
pub(super) struct HttpHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    version: Version,
}

impl<'a> HttpHead<'a> {
    pub(super) fn of(request: &'a Parts) -> Self {
        let Parts { method, uri, headers, version, .. } = request;
        Self { method, uri, headers, version: *version }
    }
}

impl Head for HttpHead<'_> {
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
        self.uri.authority().map(http::uri::Authority::as_str)
    }

    fn version(&self) -> Option<&'static str> {
        crate::http::version(self.version)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn has_trailers(&self) -> bool {
        true
    }

    fn tells_trace(&self) -> bool {
        self.headers.keys().any(|name| propagation::tells_trace(name.as_str()))
    }

    fn each_header(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self.headers {
            visit(name.as_str(), value.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use http::header::{COOKIE, HOST};

    use super::*;
    use crate::integrations::server::Kept;

    #[test]
    fn an_event_is_told_the_request_without_its_query_in_the_address() {
        let request = http::Request::get("/users?page=2")
            .header(HOST, "u:p@example.com")
            .header(COOKIE, "a=1")
            .header(COOKIE, "b=2")
            .header("accept", "x")
            .header("accept", "y");
        let (request, ()) = request.body(()).unwrap().into_parts();
        let told = (Kept::asked(&HttpHead::of(&request), "10.0.0.1".parse().ok()).0)();
        assert_eq!(told.url.unwrap().as_str(), "http://example.com/users");
        assert_eq!((told.method.as_deref(), told.query_string.as_deref()), (Some("GET"), Some("page=2")));
        assert_eq!((told.cookies.as_deref(), &*told.headers["accept"]), (Some("a=1; b=2"), "x, y"));
        assert_eq!(told.env["REMOTE_ADDR"], "10.0.0.1");
    }
}
