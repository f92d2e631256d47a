//! What is said about one span by its own function: before the body and after it.
//!
//! Lies on the stack of the function until the span ends; up to four values take no allocation. Known by the
//! recorder and the doors of expanded code.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::outcome::Failure;
use crate::record::{Attribute, AttributeKind};
use crate::status::SpanStatus;
use crate::value::{IntoValue, Key, Value};

/// The most attributes that one span keeps, so that a loop cannot fill the memory.
const MAX_ATTRIBUTES: usize = 128;

/// Collects what is said about one span.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct Fields {
    pub(crate) attributes: SmallVec<[Attribute; 4]>,
    pub(crate) name: Option<Cow<'static, str>>,
    pub(crate) status: Option<SpanStatus>,
    pub(crate) capture: bool,
}

impl Fields {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { attributes: SmallVec::new(), name: None, status: None, capture: false }
    }

    /// Records a value; `None` records nothing.
    #[inline]
    pub fn data(&mut self, key: impl Into<Key>, value: Option<Value>) {
        self.put(AttributeKind::Data, key.into(), value);
    }

    /// Records a tag, which is a text; `None` records nothing.
    #[inline]
    pub fn tag(&mut self, key: impl Into<Key>, value: Option<Value>) {
        self.put(AttributeKind::Tag, key.into(), value);
    }

    /// Names the span, in place of the name that the compiler knows.
    pub fn name(&mut self, name: impl Into<Cow<'static, str>>) {
        self.name = Some(name.into());
    }

    /// What came out of the function: marks the span if it failed. Called while the span is current.
    pub fn failure(&mut self, failure: Option<Failure<'_>>) {
        let Some(failure) = failure else { return };
        self.status = Some(SpanStatus::InternalError);
        self.data("error.type", Value::from_static(failure.type_name).to_value());
        if self.capture {
            crate::errors::capture(&failure);
        }
    }

    #[inline]
    fn put(&mut self, kind: AttributeKind, key: Key, value: Option<Value>) {
        if let Some(value) = value
            && self.attributes.len() < MAX_ATTRIBUTES
        {
            self.attributes.push(Attribute { kind, key, value });
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.name.is_none() && self.status.is_none()
    }
}
