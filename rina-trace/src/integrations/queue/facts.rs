//! What is told of a message on either side of its queue. Known by publishing and processing.

use crate::fields::Fields;
use crate::value::IntoValue;

/// Borrowed, because it is recorded only where the span is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) destination: &'a str,
    pub(super) system: Option<&'a str>,
    pub(super) message_id: Option<&'a str>,
    pub(super) body_size: Option<usize>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(destination: &'a str) -> Self {
        Self { destination, system: None, message_id: None, body_size: None }
    }

    /// Records what is known; `operation` in the words of OpenTelemetry.
    ///
    /// Source: <https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#operation-types>
    pub(super) fn record(&self, operation: &'static str, fields: &mut Fields) {
        fields.data("messaging.destination.name", self.destination.to_value());
        fields.data("messaging.system", self.system.to_value());
        fields.literal("messaging.operation.type", operation);
        fields.data("messaging.message.id", self.message_id.to_value());
        fields.data("messaging.message.body.size", self.body_size.to_value());
    }
}
