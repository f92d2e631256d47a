//! A request under way: what is kept of it until its response has ended.
//!
//! Known by the service, which makes it, the future and the body, which it goes through.

use std::sync::Arc;

use http::{Response, StatusCode};
use http_body::Body;
use sentry::HubSwitchGuard;

use super::layer::Settings;
use crate::errors::{self, Answer};
use crate::fields::Fields;
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{IntoValue, Value};

/// Says who captured an error that has no type.
pub(super) const ORIGIN: &str = "auto.http.tower";

/// Where the number of its bytes is recorded.
pub(super) const BODY_SIZE: &str = "http.response.body.size";

pub(super) struct Exchange {
    /// The request's own.
    pub(super) hub: Option<Arc<sentry::Hub>>,
    /// A response to `HEAD` tells of a body and has none.
    pub(super) is_head: bool,
    pub(super) settings: Arc<Settings>,
    /// What the response means; before it is there, that something broke.
    pub(super) status: SpanStatus,
}

impl Exchange {
    /// Makes the request's own hub that of the thread, until the guard is dropped.
    pub(super) fn enter(&self) -> Option<HubSwitchGuard> {
        self.hub.clone().map(HubSwitchGuard::new)
    }

    /// The head of the response is there. Called while the span is current.
    pub(super) fn answered(&mut self, code: StatusCode, fields: &mut Fields) {
        self.status = SpanStatus::from_http(code.as_u16());
        fields.data("http.response.status_code", code.as_u16().to_value());
        if self.settings.ignores_code(code)
            && let Some(segment) = stack::segment()
        {
            segment.update(|info| info.unwanted = true);
        }
        let kind = code.is_server_error().then(|| code.to_string());
        self.ended(kind.as_deref());
    }

    /// Nothing more comes, or it has failed as is said. Called while the span is current.
    pub(super) fn ended(&self, failed: Option<&str>) {
        errors::answered(&Answer { failed, by: ORIGIN, captures: self.settings.captures });
    }

    /// True if nothing comes behind the head; says so.
    pub(super) fn ends_with_head<B: Body>(&self, response: &Response<B>, fields: &mut Fields) -> bool {
        let code = response.status();
        if self.is_head
            || code.is_informational()
            || matches!(code, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        {
            return true;
        }
        let is_empty = response.body().is_end_stream();
        if is_empty {
            fields.data(BODY_SIZE, Some(Value::Int(0)));
        }
        is_empty
    }
}
