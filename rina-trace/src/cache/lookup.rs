//! Whether a cache had what it was asked for, by what a function returns: an `Option`, alone or in an `Ok`.
//!
//! Known by expanded code.

use super::row;
use super::size::{ItemSize, say};
use crate::fields::Fields;
use crate::value::Value;

row! {
    /// The type of a returned value: first for what holds something of a known size.
    Lookup => BytesLookup, OtherLookup, NoLookup
}

/// What a cache answers.
#[doc(hidden)]
pub trait Found {
    type Item;

    /// What was there; the outer `None` where the cache did not answer.
    fn found(&self) -> Option<Option<&Self::Item>>;
}

impl<T> Found for Option<T> {
    type Item = T;

    fn found(&self) -> Option<Option<&T>> {
        Some(self.as_ref())
    }
}

impl<T, E> Found for Result<Option<T>, E> {
    type Item = T;

    fn found(&self) -> Option<Option<&T>> {
        self.as_ref().ok().map(Option::as_ref)
    }
}

macro_rules! reads {
    ($([$($bound:tt)*] $this:ident: |$item:ident| $size:expr;)*) => { $(
        impl<T: Found<$($bound)*>> $this<T> {
            /// What says on a span what a cache has answered.
            pub fn read(&self) -> fn(&T, &mut Fields) {
                |returned, fields| {
                    let Some(found) = returned.found() else { return };
                    fields.data("cache.hit", Some(Value::Bool(found.is_some())));
                    if let Some($item) = found {
                        say(fields, $size);
                    }
                }
            }
        }
    )* };
}

reads! {
    [Item: ItemSize] Lookup: |item| item.item_size();
    [Item: AsRef<[u8]>] BytesLookup: |item| Some(item.as_ref().len());
    [] OtherLookup: |_item| None;
}

impl<T> NoLookup<T> {
    /// What says nothing.
    pub fn read(&self) -> fn(&T, &mut Fields) {
        |_, _| {}
    }
}
