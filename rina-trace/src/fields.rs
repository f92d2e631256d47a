//! What is said about one span by its own function: before the body and after it.
//!
//! The values go by the span's id, so no call has to keep room for them on its own stack.
//! Known by the recorder and the doors of expanded code.

use std::borrow::Cow;
use std::fmt::{Debug, Display};

use crate::callsite::Callsite;
use crate::errors::{self, Exit};
use crate::id::SpanId;
use crate::outcome::Failure;
use crate::record::{Attribute, AttributeKey, AttributeKind, Change};
use crate::stack;
use crate::status::SpanStatus;
use crate::value::{
    IntoValue, Text, Value, WantsBoolean, WantsDouble, WantsInteger, WantsText, WantsTextList, typed,
};

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
    /// Of no span.
    pub(crate) const NONE: Self = Self {
        span: None,
        status: None,
        is_expected: false,
        is_detached: false,
        parent: stack::NO_SPAN,
        callsite: None,
    };

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
    pub fn data(&self, key: &'static str, value: Option<Value>) {
        self.say(AttributeKind::Data, key, value);
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
    pub(crate) fn failure(&mut self, failure: &Failure<'_>) {
        let is_expected = self.is_expected || failure.is_expected();
        self.status = Some(failure.status(is_expected));
        self.literal("error.type", failure.type_name);
        if let Some(callsite) = self.callsite {
            if callsite.is_of_database() {
                self.data("db.response.status_code", failure.status_code().to_value());
            }
            let (span, parent, is_detached) = (self.span, self.parent, self.is_detached);
            errors::escapes(&Exit { span, parent, callsite, is_detached }, failure, is_expected);
        }
    }

    #[inline(always)]
    fn say(&self, kind: AttributeKind, key: &'static str, value: Option<Value>) {
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
    fn say_text(&self, kind: AttributeKind, key: &'static str, text: &'static str) {
        if let Some(span) = self.span {
            stack::say_text(span, kind, key, text);
        }
    }
}

/// What an attribute or `span!` says, one call for each value: the fewer, the less for the compiler to check. `Key` is a
/// type that expanded code declares, named like the key, for the compiler's message; the
/// type of the value is not named, so that a wrong one is shown at the value.
impl Fields {
    /// True if what is said is recorded: else nothing need be evaluated.
    #[inline(always)]
    pub fn is_kept(&self) -> bool {
        self.span.is_some()
    }

    /// Names the span, in place of the name that the compiler knows.
    pub fn name(&self, name: impl Into<Cow<'static, str>>) {
        if let Some(span) = self.span {
            stack::say(span, Change::Name(name.into()));
        }
    }

    #[inline(always)]
    pub fn value<T: IntoValue + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Data, key, value.to_value());
    }

    pub fn display<T: Display + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Data, key, Some(Value::Text(Text::from_display(value))));
    }

    pub fn debug<T: Debug + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Data, key, Some(Value::Text(Text::from_debug(value))));
    }

    /// A text of the program itself.
    #[inline(always)]
    pub fn literal(&self, key: &'static str, text: &'static str) {
        self.say_text(AttributeKind::Data, key, text);
    }

    #[inline(always)]
    pub fn text<Key>(&self, key: &'static str, value: &(impl WantsText<Key> + ?Sized)) {
        self.say(AttributeKind::Data, key, value.to_value());
    }

    #[inline(always)]
    pub fn integer<Key>(&self, key: &'static str, value: &(impl WantsInteger<Key> + ?Sized)) {
        self.say(AttributeKind::Data, key, value.to_value());
    }

    #[inline(always)]
    pub fn boolean<Key>(&self, key: &'static str, value: &(impl WantsBoolean<Key> + ?Sized)) {
        self.say(AttributeKind::Data, key, value.to_value());
    }

    #[inline(always)]
    pub fn double<Key>(&self, key: &'static str, value: &(impl WantsDouble<Key> + ?Sized)) {
        self.say(AttributeKind::Data, key, value.to_value().map(typed::fraction));
    }

    #[inline(always)]
    pub fn text_list<Key>(&self, key: &'static str, value: &(impl WantsTextList<Key> + ?Sized)) {
        self.say(AttributeKind::Data, key, value.to_value().map(typed::list));
    }

    #[inline(always)]
    pub fn tag_value<T: IntoValue + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Tag, key, value.to_value());
    }

    pub fn tag_display<T: Display + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Tag, key, Some(Value::Text(Text::from_display(value))));
    }

    pub fn tag_debug<T: Debug + ?Sized>(&self, key: &'static str, value: &T) {
        self.say(AttributeKind::Tag, key, Some(Value::Text(Text::from_debug(value))));
    }

    /// A text of the program itself.
    #[inline(always)]
    pub fn tag_literal(&self, key: &'static str, text: &'static str) {
        self.say_text(AttributeKind::Tag, key, text);
    }
}

/// Values whose type the macro knows: a method for each, because to look for its trait is dear for the compiler.
macro_rules! says {
    ($($name:ident($value:ty))*) => {
        impl Fields {
            $(
                #[inline(always)]
                pub fn $name(&self, key: &'static str, value: $value) {
                    self.value(key, &value);
                }
            )*
        }
    };
}

says! {
    bool(bool) u8(u8) u16(u16) u32(u32) u64(u64) usize(usize) i8(i8) i16(i16) i32(i32) i64(i64) isize(isize)
    f32(f32) f64(f64) str(&str)
}

#[inline(never)]
fn say_value(span: SpanId, kind: AttributeKind, key: &'static str, value: Option<Value>) {
    if let Some(value) = value {
        stack::say(span, Change::Attribute(Attribute { kind, key: AttributeKey::Static(key), value }));
    }
}
