//! The head of a request, as each server's library has it in types of its own. Implemented by the integrations.

use std::net::IpAddr;

use http::header::{HOST, HeaderName};

use crate::propagation::Carrier;

/// Names as they are compared, so that no text is read as one for each request.
static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// What there is to read in a request before its body.
pub(crate) trait Head {
    fn method(&self) -> &str;
    fn path(&self) -> &str;
    fn query(&self) -> Option<&str>;
    /// Of the address in the request line; mostly there is none.
    fn scheme(&self) -> Option<&str>;
    /// Likewise.
    fn authority(&self) -> Option<&str>;
    /// As `network.protocol.version` has it, such as `1.1`.
    fn version(&self) -> Option<&'static str>;
    /// The first header of a name, if it is a text.
    fn header(&self, name: &HeaderName) -> Option<&str>;
    fn each_header(&self, visit: &mut dyn FnMut(&str, &[u8]));
    /// True if one of its headers is one that a trace is continued by.
    fn tells_trace(&self) -> bool;

    /// True if its response can tell more behind the body.
    fn has_trailers(&self) -> bool {
        false
    }

    /// Who asks, as proxies tell it.
    fn client_address(&self) -> Option<IpAddr> {
        let first = self.header(&FORWARDED_FOR).and_then(|list| list.split(',').next());
        let told = first.or_else(|| self.header(&REAL_IP));
        told.map_or_else(|| self.peer(), |address| address.trim().parse().ok())
    }

    /// The other end of the connection, where the library tells it.
    fn peer(&self) -> Option<IpAddr> {
        None
    }

    /// Host and port as the client wrote them: HTTP/2 has them in the address, HTTP/1 in a header.
    fn host(&self) -> Option<&str> {
        self.authority().or_else(|| self.header(&HOST))?.rsplit('@').next()
    }
}

/// The headers of a request as a carrier of traces.
pub(crate) struct Headers<'a, H>(pub(crate) &'a H);

impl<H: Head> Carrier for Headers<'_, H> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.0.each_header(visit);
    }
}
