//! What is said about one span by its own function: before the body and after it.
//!
//! The values go by the span's id, so no call has to keep room for them on its own stack.
//! Known by the recorder and the doors of expanded code.

use std::borrow::Cow;

use crate::callsite::Callsite;
use crate::errors::{self, Exit};
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
    /// `None`: the function has returned nothing that tells.
    pub(crate) status: Option<SpanStatus>,
    is_expected: bool,
    pub(crate) is_detached: bool,
    /// What was current before; and what the span is of, where it is about to end.
    pub(crate) parent: u64,
    callsite: Option<&'static Callsite>,
}

impl Fields {
    /// Of a span that goes on.
    #[inline]
    pub(crate) fn new(span: Option<SpanId>) -> Self {
        let (status, is_expected, is_detached) = (None, false, false);
        Self { span, status, is_expected, is_detached, parent: stack::NO_SPAN, callsite: None }
    }

    /// Of a span that will end.
    #[inline]
    pub(crate) fn ending(span: Option<SpanId>, parent: u64, callsite: &'static Callsite) -> Self {
        Self { parent, callsite: Some(callsite), ..Self::new(span) }
    }

    /// Records a value; `None` records nothing.
    #[inline(always)]
    pub fn data(&mut self, key: &'static str, value: Option<Value>) {
        self.say(AttributeKind::Data, key, value);
    }

    /// Records a text of the program itself.
    #[inline(always)]
    pub fn data_text(&mut self, key: &'static str, text: &'static str) {
        self.say_text(AttributeKind::Data, key, text);
    }

    /// Records a tag, which is a text; `None` records nothing.
    #[inline(always)]
    pub fn tag(&mut self, key: &'static str, value: Option<Value>) {
        self.say(AttributeKind::Tag, key, value);
    }

    /// Records a tag of the program itself.
    #[inline(always)]
    pub fn tag_text(&mut self, key: &'static str, text: &'static str) {
        self.say_text(AttributeKind::Tag, key, text);
    }

    /// Names the span, in place of the name that the compiler knows.
    pub fn name(&mut self, name: impl Into<Cow<'static, str>>) {
        if let Some(span) = self.span {
            stack::say(span, Change::Name(name.into()));
        }
    }

    /// The function says that what it returns is nothing to worry about.
    pub fn expected(&mut self, is_expected: bool) {
        self.is_expected = is_expected;
    }

    /// The function has returned an `Ok`.
    #[inline(always)]
    pub(crate) fn success(&mut self) {
        self.status = Some(SpanStatus::Ok);
    }

    /// The function has returned an `Err`: marks the span. Called while the span is current.
    #[inline(never)]
    pub(crate) fn failure(&mut self, failure: Failure<'_>) {
        let is_expected = self.is_expected || failure.is_expected();
        self.status = Some(failure.status(is_expected));
        self.data_text("error.type", failure.type_name);
        if let Some(callsite) = self.callsite {
            let (span, parent, is_detached) = (self.span, self.parent, self.is_detached);
            errors::escapes(&Exit { span, parent, callsite, is_detached }, &failure, is_expected);
        }
    }

    #[inline(always)]
    fn say(&mut self, kind: AttributeKind, key: &'static str, value: Option<Value>) {
        let Some(span) = self.span else { return };
        // The most frequent ones go in registers, and become a value where it stays.
        if let Some(Value::Int(number)) = &value {
            stack::say_int(span, kind, key, *number);
            // There is nothing to drop, which the compiler does not see.
            std::mem::forget(value);
        } else {
            say_value(span, kind, key, value);
        }
    }

    #[inline(always)]
    fn say_text(&mut self, kind: AttributeKind, key: &'static str, text: &'static str) {
        if let Some(span) = self.span {
            stack::say_text(span, kind, key, text);
        }
    }
}

#[inline(never)]
fn say_value(span: SpanId, kind: AttributeKind, key: &'static str, value: Option<Value>) {
    if let Some(value) = value {
        stack::say(span, Change::Attribute(Attribute { kind, key: AttributeKey::Static(key), value }));
    }
}
