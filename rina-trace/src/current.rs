//! What a function says about the span that it runs in, and about its transaction.
//!
//! Everything here does nothing where no span is open. Known by users, and by expanded code.

use std::borrow::Cow;
use std::sync::Arc;

use crate::errors;
use crate::fields::Fields;
use crate::id::{SpanId, TraceId};
use crate::link::SpanLink;
use crate::name_source::NameSource;
use crate::record::{Attribute, AttributeKind, Change};
use crate::recorder::OpenSegment;
use crate::segment::{Measurement, User, put};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Text, Value};

/// The span that the thread or the task is in.
///
/// ```
/// rina_trace::current().set("db.response.returned_rows", 3);
/// ```
pub fn current() -> CurrentSpan {
    let span = stack::span_id();
    CurrentSpan { segment: stack::segment(), span }
}

/// The span that was current when [`current`] was called; without one, all of its methods do nothing.
pub struct CurrentSpan {
    segment: Option<Arc<OpenSegment>>,
    span: Option<SpanId>,
}

impl CurrentSpan {
    /// Records a value under `key`, in place of one recorded before.
    pub fn set(&self, key: impl Into<Key>, value: impl IntoValue) -> &Self {
        self.attribute(AttributeKind::Data, key.into(), value.to_value())
    }

    /// Puts a tag on the span, in place of one put on before.
    pub fn tag(&self, key: impl Into<Key>, value: impl IntoValue) -> &Self {
        self.attribute(AttributeKind::Tag, key.into(), value.to_value())
    }

    /// Says how the span ends; goes before what its function returns, but not before a panic.
    pub fn set_status(&self, status: SpanStatus) -> &Self {
        self.change(Change::Status(status))
    }

    /// Renames the span.
    pub fn set_name(&self, name: impl Into<Cow<'static, str>>) -> &Self {
        self.change(Change::Name(name.into()))
    }

    /// Links the span to another one, of whatever trace; `None` links nothing.
    pub fn link(&self, to: impl Into<Option<SpanLink>>) -> &Self {
        match to.into() {
            Some(link) if self.is_recording() => self.change(Change::Link(Box::new(link))),
            _ => self,
        }
    }

    /// The span as others link to it; where it is not recorded, the root of its segment.
    pub fn as_link(&self) -> Option<SpanLink> {
        let trace = &self.segment.as_ref()?.trace;
        Some(SpanLink::new(trace.trace_id, self.span_id()?, trace.sampled))
    }

    /// The trace; also where the span is not recorded, because the trace goes on all the same.
    pub fn trace_id(&self) -> Option<TraceId> {
        self.segment.as_ref().map(|segment| segment.trace.trace_id)
    }

    /// The span that others see as their parent; where it is not recorded, that of the segment.
    pub fn span_id(&self) -> Option<SpanId> {
        self.span.or(self.segment.as_ref().map(|segment| segment.root))
    }

    /// True if what is said about the span is kept.
    pub fn is_recording(&self) -> bool {
        self.span.is_some() && self.segment.is_some()
    }

    fn attribute(&self, kind: AttributeKind, key: Key, value: Option<Value>) -> &Self {
        match value {
            Some(value) => self.change(Change::Attribute(Attribute { kind, key: key.into(), value })),
            None => self,
        }
    }

    fn change(&self, change: Change) -> &Self {
        if let (Some(segment), Some(span)) = (&self.segment, self.span) {
            stack::change(segment, span, change);
        }
        self
    }
}

/// Puts tags on the transaction that the thread or the task is in.
///
/// ```
/// rina_trace::add_transaction_tags([("user.plan", "professional"), ("region", "eu")]);
/// ```
pub fn add_transaction_tags<K: Into<Key>, V: IntoValue>(tags: impl IntoIterator<Item = (K, V)>) {
    let Some(segment) = stack::segment() else { return };
    for (key, value) in tags {
        let (key, Some(value)) = (key.into(), value.to_value()) else { continue };
        segment.update(|info| put(&mut info.tags, key, text_of(value)));
    }
}

/// Records a value on the transaction that the thread or the task is in: on its root span.
///
/// ```
/// rina_trace::add_transaction_data("request.validation_time", 12);
/// ```
pub fn add_transaction_data(key: impl Into<Key>, value: impl IntoValue) {
    let (Some(segment), Some(value)) = (stack::segment(), value.to_value()) else { return };
    let key = key.into();
    segment.update(|info| put(&mut info.data, key, value));
}

/// Measures the transaction that the thread or the task is in: a number with a unit, which Sentry can chart.
///
/// Units are words such as `millisecond`, `second`, `byte`, `percent`, or `none`. A number that is not finite is not
/// recorded. Source: <https://develop.sentry.dev/sdk/foundations/transport/event-payloads/transaction/>
///
/// ```
/// rina_trace::set_measurement("report.size", 48_213.0, "byte");
/// ```
pub fn set_measurement(name: impl Into<Key>, value: f64, unit: impl Into<Key>) {
    let Some(segment) = stack::segment().filter(|_| value.is_finite()) else { return };
    let (name, unit) = (name.into(), unit.into());
    segment.update(|info| put(&mut info.measurements, name, Measurement { value, unit }));
}

/// Names the transaction that the thread or the task is in, and says where the name comes from.
///
/// ```
/// use rina_trace::NameSource;
///
/// rina_trace::set_transaction_name("GET /users/{id}", NameSource::Route);
/// ```
pub fn set_transaction_name(name: impl Into<Cow<'static, str>>, source: NameSource) {
    let Some(segment) = stack::segment() else { return };
    let name = name.into();
    segment.update(|info| info.name = Some((name, source)));
}

/// Says on whose behalf the transaction runs; errors captured within it say so too.
///
/// ```
/// use rina_trace::User;
///
/// rina_trace::set_user(User { id: Some("42".into()), ..User::default() });
/// ```
pub fn set_user(user: User) {
    let Some(segment) = stack::segment() else { return };
    segment.update(|info| info.user = Some(user));
}

/// Sends an event for an error at once, and marks the current span.
///
/// It is linked to the innermost traced function that the error has left, if that function keeps its errors
/// (`err = capture`), else to the current span. The same error is not sent again where it leaves further functions.
///
/// ```
/// if let Err(error) = "x".parse::<u32>() {
///     rina_trace::capture_error(&error);
/// }
/// ```
pub fn capture_error<E: std::error::Error + ?Sized>(error: &E) {
    let (current, type_name) = (current(), std::any::type_name::<E>());
    current.set("error.type", type_name).set_status(SpanStatus::InternalError);
    // A reference to an error is one, and has a size.
    errors::capture(&error, type_name);
}

/// Takes what expanded code has to say of the current span; `None`: it is not kept.
#[inline]
pub(crate) fn asked() -> Option<Fields> {
    stack::span_id().map(|span| Fields::new(Some(span)))
}

fn text_of(value: Value) -> Text {
    match value {
        Value::Text(text) => text,
        other => Text::from_display(&other),
    }
}
