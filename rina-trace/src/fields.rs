//! What is said about one span by its own function: before the body and after it.
//!
//! The values go by the span's id, so no call has to keep room for them on its own stack.
//! Known by the recorder and the doors of expanded code.

use std::borrow::Cow;

use crate::id::SpanId;
use crate::outcome::Failure;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::Value;

/// Collects what is said about one span.
#[doc(hidden)]
pub struct Fields {
    /// `None`: nothing is recorded.
    pub(crate) span: Option<SpanId>,
    pub(crate) status: Option<SpanStatus>,
    pub(crate) capture: bool,
}

/// Something to record, on its way to where it stays: a value, or what becomes one there.
#[doc(hidden)]
pub enum Said {
    Value(Option<Value>),
    Text(&'static str),
}

impl From<Option<Value>> for Said {
    #[inline(always)]
    fn from(value: Option<Value>) -> Self {
        Self::Value(value)
    }
}

impl Fields {
    #[inline]
    pub(crate) fn new(span: Option<SpanId>) -> Self {
        Self { span, status: None, capture: false }
    }

    /// Records a value; `None` records nothing.
    #[inline(always)]
    pub fn data(&mut self, key: &'static str, value: impl Into<Said>) {
        self.say(AttributeKind::Data, key, value.into());
    }

    /// Records a tag, which is a text; `None` records nothing.
    #[inline(always)]
    pub fn tag(&mut self, key: &'static str, value: impl Into<Said>) {
        self.say(AttributeKind::Tag, key, value.into());
    }

    /// Names the span, in place of the name that the compiler knows.
    pub fn name(&mut self, name: impl Into<Cow<'static, str>>) {
        if let Some(span) = self.span {
            stack::say(span, Change::Name(name.into()));
        }
    }

    /// What came out of the function: marks the span if it failed. Called while the span is current.
    pub fn failure(&mut self, failure: Option<Failure<'_>>) {
        let Some(failure) = failure else { return };
        self.status = Some(SpanStatus::InternalError);
        self.data("error.type", Said::Text(failure.type_name));
        if self.capture {
            crate::errors::capture(&failure);
        }
    }

    #[inline(always)]
    fn say(&mut self, kind: AttributeKind, key: &'static str, value: Said) {
        let Some(span) = self.span else { return };
        match &value {
            // The most frequent ones go in registers, and become a value where it stays.
            Said::Text(text) => stack::say_text(span, kind, key, text),
            Said::Value(Some(Value::Int(number))) => {
                stack::say_int(span, kind, key, *number);
                // There is nothing to drop, which the compiler does not see.
                std::mem::forget(value);
            }
            Said::Value(_) => say_value(span, kind, key, value),
        }
    }
}

#[inline(never)]
fn say_value(span: SpanId, kind: AttributeKind, key: &'static str, value: Said) {
    if let Said::Value(Some(value)) = value {
        stack::say(span, Change::Attribute(Attribute { kind, key: AttributeKey::Static(key), value }));
    }
}
