//! A request under way: what is kept of it until its response has ended.
//!
//! Known by the service, which makes it, the future and the body, which it goes through.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use sentry::HubSwitchGuard;

use super::super::grpc::Code;
use super::Settings;
use crate::errors;
use crate::fields::Fields;
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{IntoValue, Value};

/// Where the number of its bytes is recorded.
pub(super) const BODY_SIZE: &str = "http.response.body.size";

pub(crate) struct Exchange {
    /// The request's own.
    pub(super) hub: Option<Arc<sentry::Hub>>,
    /// A response to `HEAD` tells of a body and has none.
    pub(super) is_head: bool,
    /// A call by gRPC, whose status stands in the headers of the response or in its trailers.
    pub(super) is_call: bool,
    pub(super) settings: Arc<Settings>,
    /// Says who captured an error that has no type.
    pub(super) origin: &'static str,
    /// What the response means; before it is there, that something broke.
    pub(crate) status: SpanStatus,
}

impl Exchange {
    /// Makes the request's own hub that of the thread, until the guard is dropped.
    pub(crate) fn enter(&self) -> Option<HubSwitchGuard> {
        self.hub.clone().map(HubSwitchGuard::new)
    }

    /// The head of the response is there. Called while the span is current.
    pub(crate) fn answered(&mut self, code: StatusCode, fields: &mut Fields) {
        self.status = SpanStatus::from_http(code.as_u16());
        fields.data("http.response.status_code", code.as_u16().to_value());
        if self.settings.ignores_code(code.as_u16())
            && let Some(segment) = stack::segment()
        {
            segment.update(|info| info.unwanted = true);
        }
        if self.settings.captures && code.is_server_error() {
            errors::capture_untold(&code.to_string(), self.origin);
        }
        if self.is_call && code == StatusCode::OK {
            self.status = SpanStatus::UnknownError;
        }
    }

    /// The headers of a response to a call, or its trailers, may tell how it has ended. Called while the span is
    /// current.
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "answers have no trailers there"))]
    pub(crate) fn told(&mut self, headers: &HeaderMap, fields: &mut Fields) {
        let Some(code) = Code::of(headers).filter(|_| self.is_call) else { return };
        self.status = code.status();
        code.record(fields);
        if self.settings.captures && code.is_server_error() {
            errors::capture_untold(&format!("gRPC {}", code.name()), self.origin);
        }
    }

    /// The program has told which error the response was made of. Called while the span is current, before
    /// [`answered`](Self::answered).
    #[cfg(feature = "actix")]
    pub(crate) fn failed(&self, code: StatusCode, error: Option<&dyn std::error::Error>) {
        if let Some(error) = error.filter(|_| self.settings.captures && code.is_server_error()) {
            errors::capture_untold_error(error);
        }
    }

    /// True if nothing comes behind the head of a response whose body is empty or not; says so.
    pub(crate) fn ends_with_head(&self, code: StatusCode, is_empty: bool, fields: &mut Fields) -> bool {
        if self.is_head
            || code.is_informational()
            || matches!(code, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        {
            return true;
        }
        if is_empty {
            fields.data(BODY_SIZE, Some(Value::Int(0)));
        }
        is_empty
    }
}
