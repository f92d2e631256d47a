//! Reads the fields of a span: its values go to our span, and what they say of it as a whole is kept.
//!
//! What a field prints is the user's code, so nothing is locked meanwhile. Known by the layer.

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;

use ::tracing::field::{self, Visit};

use super::field::Role;
use super::labels::Labels;
use super::site::Site;
use crate::id::SpanId;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::recorder::OpenSegment;
use crate::stack;
use crate::value::{Text, Value};

/// Where the values go.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) segment: &'a Arc<OpenSegment>,
    pub(super) span: SpanId,
}

impl Target<'_> {
    pub(super) fn change(self, change: Change) {
        stack::change(self.segment, self.span, change);
    }

    pub(super) fn attribute(self, kind: AttributeKind, key: &'static str, value: Value) {
        self.change(Change::Attribute(Attribute { kind, key: AttributeKey::Static(key), value }));
    }
}

pub(super) struct Reader<'a> {
    site: &'static Site,
    /// `None`: only the labels are wanted.
    target: Option<Target<'a>>,
    pub(super) labels: Labels,
}

impl<'a> Reader<'a> {
    pub(super) fn new(site: &'static Site, target: Option<Target<'a>>) -> Self {
        Self { site, target, labels: Labels::default() }
    }

    /// Tells the span what its fields have said of it, and gives that back.
    pub(super) fn told(self) -> Labels {
        if let Some(target) = self.target {
            if let Some(name) = &self.labels.name {
                target.change(Change::Name(name.to_string().into()));
            }
            if let Some(status) = self.labels.status() {
                target.change(Change::Status(status));
            }
        }
        self.labels
    }

    fn take(&mut self, field: &field::Field, value: Value) {
        let Some(known) = self.site.fields.get(field.index()) else { return };
        let value = known.typed(value);
        self.labels.see(known.role, known.key, &value);
        let Some(target) = self.target else { return };
        match known.role {
            Role::Op | Role::Name | Role::Outcome | Role::Trace => {}
            Role::Tag => {
                target.attribute(AttributeKind::Tag, known.key, Value::Text(Text::from_display(&value)));
            }
            Role::SpanKind => {
                let kind = value.to_string().to_ascii_lowercase();
                target.attribute(AttributeKind::Data, known.key, Value::Text(Text::new(&kind)));
            }
            Role::Data | Role::HttpCode | Role::GrpcCode => {
                target.attribute(AttributeKind::Data, known.key, value);
            }
        }
    }
}

impl Visit for Reader<'_> {
    fn record_f64(&mut self, field: &field::Field, value: f64) {
        self.take(field, Value::Float(value));
    }

    fn record_i64(&mut self, field: &field::Field, value: i64) {
        self.take(field, Value::Int(value));
    }

    fn record_u64(&mut self, field: &field::Field, value: u64) {
        self.take(field, i64::try_from(value).map_or(Value::UInt(value), Value::Int));
    }

    fn record_bool(&mut self, field: &field::Field, value: bool) {
        self.take(field, Value::Bool(value));
    }

    fn record_str(&mut self, field: &field::Field, value: &str) {
        self.take(field, Value::Text(Text::new(value)));
    }

    fn record_error(&mut self, field: &field::Field, value: &(dyn Error + 'static)) {
        self.labels.failed();
        self.take(field, Value::Text(Text::from_display(value)));
    }

    fn record_debug(&mut self, field: &field::Field, value: &dyn Debug) {
        self.take(field, Value::Text(Text::from_debug(value)));
    }
}
