//! Finds the rows in what a function returns, by its type, in the way of [`crate::probe`]. Known by expanded code.

#![expect(clippy::unused_self, reason = "methods are looked up by it")]

use std::marker::PhantomData;
use std::ops::Deref;

use super::rows::{Rows, record};
use crate::fields::Fields;

/// The type of a returned value, or of that in its `Ok`: first for one that tells its rows.
#[derive(Debug)]
#[doc(hidden)]
pub struct Counted<T>(Uncounted<T>);

/// For everything else.
#[derive(Debug)]
#[doc(hidden)]
pub struct Uncounted<T>(PhantomData<fn() -> T>);

impl<T> Counted<T> {
    /// By a value.
    pub const fn of(_: &T) -> Self {
        Self(Uncounted(PhantomData))
    }
}

impl<T> Deref for Counted<T> {
    type Target = Uncounted<T>;

    fn deref(&self) -> &Uncounted<T> {
        &self.0
    }
}

impl<T: Rows> Counted<T> {
    /// What says on a span how many rows there were.
    #[inline(always)]
    pub fn read(&self) -> fn(&T, &mut Fields) {
        |returned, fields| record(fields, returned.rows())
    }
}

impl<T> Uncounted<T> {
    /// What says nothing.
    #[inline(always)]
    pub fn read(&self) -> fn(&T, &mut Fields) {
        |_, _| {}
    }
}
