//! A request under way: what is kept of it until its response has ended.
//!
//! Known by the service, which makes it, the future and the body, which it goes through.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use sentry::HubSwitchGuard;

use super::super::grpc::Code;
use super::Settings;
use crate::errors::{self, Answer};
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

    /// The head of the response is there, and the error that it was made of, if the server tells it. Called while the
    /// span is current.
    pub(crate) fn answered(
        &mut self,
        code: StatusCode,
        error: Option<&(dyn std::error::Error + '_)>,
        fields: &Fields,
    ) {
        self.status = SpanStatus::from_http(code.as_u16());
        if fields.is_kept() {
            fields.data("http.response.status_code", code.as_u16().to_value());
        }
        if self.settings.ignores_code(code.as_u16())
            && let Some(segment) = stack::segment()
        {
            segment.update(|info| info.unwanted = true);
        }
        if self.is_call && code == StatusCode::OK {
            self.status = SpanStatus::UnknownError;
            return;
        }
        let kind = code.is_server_error().then(|| code.to_string());
        self.ended(kind.as_deref(), error);
    }

    /// The headers of a response to a call, or its trailers, may tell how it has ended. Called while the span is
    /// current.
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "answers have no trailers there"))]
    pub(crate) fn told(&mut self, headers: &HeaderMap, fields: &Fields) {
        if !self.is_call {
            return;
        }
        let Some(code) = Code::of(headers) else { return };
        self.status = code.status();
        code.record(fields);
        let kind = code.is_server_error().then(|| format!("gRPC {}", code.name()));
        self.ended(kind.as_deref(), None);
    }

    /// Nothing more comes, or it has failed as is said. Called while the span is current.
    pub(crate) fn ended(&self, failed: Option<&str>, error: Option<&(dyn std::error::Error + '_)>) {
        errors::answered(&Answer { failed, error, by: self.origin, captures: self.settings.captures });
    }

    /// True if nothing comes behind the head of a response whose body is empty or not; says so.
    pub(crate) fn ends_with_head(&self, code: StatusCode, is_empty: bool, fields: &Fields) -> bool {
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
