//! What the responses and the errors of reqwest tell. Known by whoever looks at what a function returns.

use crate::http::HttpResponse;
use crate::propagation::Carrier;

impl HttpResponse for reqwest::Response {
    fn status_code(&self) -> Option<u16> {
        Some(self.status().as_u16())
    }

    fn visit_headers(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.headers().visit(visit);
    }
}

/// Those of `error_for_status` tell the code.
impl HttpResponse for reqwest::Error {
    fn status_code(&self) -> Option<u16> {
        self.status().map(|code| code.as_u16())
    }
}

impl HttpResponse for reqwest_middleware::Error {
    fn status_code(&self) -> Option<u16> {
        self.status().map(|code| code.as_u16())
    }
}
