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

/// What a cache may have returned.
#[doc(hidden)]
pub trait Found {
    type Item;

    fn found(&self) -> Answer<'_, Self::Item>;
}

/// What a cache has answered.
#[derive(Debug)]
#[doc(hidden)]
pub enum Answer<'a, T> {
    Hit(&'a T),
    Miss,
    /// It did not.
    Nothing,
}

impl<T> Found for Option<T> {
    type Item = T;

    fn found(&self) -> Answer<'_, T> {
        self.as_ref().map_or(Answer::Miss, Answer::Hit)
    }
}

impl<T, E> Found for Result<Option<T>, E> {
    type Item = T;

    fn found(&self) -> Answer<'_, T> {
        self.as_ref().map_or(Answer::Nothing, Found::found)
    }
}

fn hit(fields: &Fields, is_hit: bool) {
    fields.data("cache.hit", Some(Value::Bool(is_hit)));
}

macro_rules! reads {
    ($([$($bound:tt)*] $this:ident: |$item:ident| $size:expr;)*) => { $(
        impl<T: Found<$($bound)*>> $this<T> {
            /// What says on a span what a cache has answered.
            pub fn read(&self) -> fn(&T, &mut Fields) {
                |returned, fields| match returned.found() {
                    Answer::Hit($item) => {
                        hit(fields, true);
                        say(fields, $size);
                    }
                    Answer::Miss => hit(fields, false),
                    Answer::Nothing => {}
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
