//! What is said about one span by its own function: before the body and after it.
//!
//! The values wait in a buffer of the thread until the span ends. Calls nest, so the values of a span are the last
//! ones in the buffer whenever it speaks, and no call has to keep room for them on its own stack.
//! Known by the recorder and the doors of expanded code.

use std::borrow::Cow;

use crate::outcome::Failure;
use crate::record::AttributeKind;
use crate::stack;
use crate::status::SpanStatus;
use crate::value::Value;

/// Collects what is said about one span.
#[doc(hidden)]
pub struct Fields {
    /// Where the span's values begin in the buffer of the thread.
    pub(crate) from: usize,
    pub(crate) name: Option<Cow<'static, str>>,
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
    pub(crate) fn new() -> Self {
        Self::from(stack::said_so_far())
    }

    #[inline]
    pub(crate) fn from(from: usize) -> Self {
        Self { from, name: None, status: None, capture: false }
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
        self.name = Some(name.into());
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

    /// Forgets what was said: there is no span to say it of.
    pub(crate) fn discard(&self) {
        stack::take_said(self.from, |_said| ());
    }

    #[inline(always)]
    fn say(&mut self, kind: AttributeKind, key: &'static str, value: Said) {
        match &value {
            // The most frequent ones go in registers, and become a value where it stays.
            Said::Text(text) => stack::say_text(self.from, kind, key, text),
            Said::Value(Some(Value::Int(number))) => {
                stack::say_int(self.from, kind, key, *number);
                // There is nothing to drop, which the compiler does not see.
                std::mem::forget(value);
            }
            Said::Value(_) => say_value(self.from, kind, key, value),
        }
    }
}

#[inline(never)]
fn say_value(from: usize, kind: AttributeKind, key: &'static str, value: Said) {
    if let Said::Value(mut value) = value {
        stack::say(from, kind, key, || value.take());
    }
}
