//! Finds the answer in what a function returns, and in the items of its stream, by its type, in the way of
//! [`crate::probe`]. Known by expanded code.

#![expect(clippy::unused_self, reason = "methods are looked up by it")]

use std::marker::PhantomData;
use std::ops::Deref;

use super::{Answer, Reply};

/// The type of a value: first for a `Result` whose `Ok` is an answer.
#[derive(Debug)]
#[doc(hidden)]
pub struct Tells<T>(WholeTells<T>);

/// For an answer.
#[derive(Debug)]
#[doc(hidden)]
pub struct WholeTells<T>(NoTells<T>);

/// For everything else.
#[derive(Debug)]
#[doc(hidden)]
pub struct NoTells<T>(PhantomData<fn() -> T>);

impl<T> Tells<T> {
    /// By a value.
    pub const fn of(_: &T) -> Self {
        Self(WholeTells(NoTells(PhantomData)))
    }
}

impl<T> Deref for Tells<T> {
    type Target = WholeTells<T>;

    fn deref(&self) -> &WholeTells<T> {
        &self.0
    }
}

impl<T> Deref for WholeTells<T> {
    type Target = NoTells<T>;

    fn deref(&self) -> &NoTells<T> {
        &self.0
    }
}

impl<T: Answer, E> Tells<Result<T, E>> {
    /// What tells a reply what the value knows.
    #[inline(always)]
    pub fn tell(&self) -> fn(&Result<T, E>, &mut Reply) {
        |returned, reply| {
            if let Ok(answer) = returned {
                answer.tell(reply);
            }
        }
    }
}

impl<T: Answer> WholeTells<T> {
    /// The same.
    #[inline(always)]
    pub fn tell(&self) -> fn(&T, &mut Reply) {
        T::tell
    }
}

impl<T> NoTells<T> {
    /// What tells nothing.
    #[inline(always)]
    pub fn tell(&self) -> fn(&T, &mut Reply) {
        |_, _| {}
    }
}
