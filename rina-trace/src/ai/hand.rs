//! Hands on what a function of `#[traced_ai]` returns: its span ends with it, or goes on in the stream that it is.
//!
//! Which of the two, its type decides, in the way of [`crate::probe`]; where the type is not named, as in
//! `impl Stream`, the attribute asks by [`flow`](Hand::flow). Known by expanded code.

#![expect(clippy::unused_self, reason = "methods are looked up by it")]

use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;

use futures_core::Stream;

use super::chunks::Chunks;
use super::live::{Live, Look, Tell};

/// What a span goes on in, where that can be put around itself: it stays of the same type.
#[doc(hidden)]
pub trait GoesOn: Sized {
    /// What comes one after the other.
    type Item;
    /// What tells of the answer: the value or its items.
    type Told;

    /// Gives the span to it.
    fn go_on(self, live: Live, look: Look<Self::Item>, tell: Tell<Self::Told>) -> Self;
}

macro_rules! boxed {
    ($($stream:ty;)*) => { $(
        impl<'a, T: 'a> GoesOn for Pin<Box<$stream>> {
            type Item = T;
            type Told = T;

            fn go_on(self, live: Live, look: Look<T>, tell: Tell<T>) -> Self {
                if live.is_nowhere() { self } else { Box::pin(Chunks::new(live, self, look, tell)) }
            }
        }
    )* };
}

boxed! {
    dyn Stream<Item = T> + 'a;
    dyn Stream<Item = T> + Send + 'a;
    dyn Stream<Item = T> + Send + Sync + 'a;
}

/// The type of a returned value: first for a `Result` with a stream in it.
#[derive(Debug)]
#[doc(hidden)]
pub struct Hand<T>(WholeHand<T>);

/// For a stream.
#[derive(Debug)]
#[doc(hidden)]
pub struct WholeHand<T>(LastHand<T>);

/// For everything else.
#[derive(Debug)]
#[doc(hidden)]
pub struct LastHand<T>(PhantomData<fn() -> T>);

impl<T> Hand<T> {
    /// By a value.
    pub const fn of(_: &T) -> Self {
        Self(WholeHand(LastHand(PhantomData)))
    }
}

impl<T> Deref for Hand<T> {
    type Target = WholeHand<T>;

    fn deref(&self) -> &WholeHand<T> {
        &self.0
    }
}

impl<T> Deref for WholeHand<T> {
    type Target = LastHand<T>;

    fn deref(&self) -> &LastHand<T> {
        &self.0
    }
}

/// Hands on a value of type `T` with its span. What is returned is looked at as a whole, then what comes of it one by one.
type On<T, Item, Told, Out> = fn(T, Live, Look<T>, Look<Item>, Tell<Told>) -> Out;

/// The same, for a value of type `T` that has a `G` in it and keeps its type.
type Same<T, G> = On<T, <G as GoesOn>::Item, <G as GoesOn>::Told, T>;

/// The same, for one that has a stream `S` in it.
type Flow<T, S, Out> = On<T, <S as Stream>::Item, <S as Stream>::Item, Out>;

impl<T: GoesOn, E> Hand<Result<T, E>> {
    /// What hands on the value.
    #[inline(always)]
    pub fn on(&self) -> Same<Result<T, E>, T> {
        |returned, mut live, whole, look, tell| {
            live.look(&returned, whole);
            match returned {
                Ok(stream) => Ok(stream.go_on(live, look, tell)),
                Err(error) => {
                    live.end();
                    Err(error)
                }
            }
        }
    }
}

impl<S: Stream, E> Hand<Result<S, E>> {
    /// What hands on the value, of whatever type it is then.
    #[inline(always)]
    pub fn flow(&self) -> Flow<Result<S, E>, S, Result<Chunks<S>, E>> {
        |returned, mut live, whole, look, tell| {
            live.look(&returned, whole);
            match returned {
                Ok(stream) => Ok(Chunks::new(live, stream, look, tell)),
                Err(error) => {
                    live.end();
                    Err(error)
                }
            }
        }
    }
}

impl<T: GoesOn> WholeHand<T> {
    /// The same.
    #[inline(always)]
    pub fn on(&self) -> Same<T, T> {
        |returned, mut live, whole, look, tell| {
            live.look(&returned, whole);
            returned.go_on(live, look, tell)
        }
    }
}

impl<S: Stream> WholeHand<S> {
    /// The same.
    #[inline(always)]
    pub fn flow(&self) -> Flow<S, S, Chunks<S>> {
        |returned, mut live, whole, look, tell| {
            live.look(&returned, whole);
            Chunks::new(live, returned, look, tell)
        }
    }
}

impl<T> LastHand<T> {
    /// What ends the span with the value.
    #[inline(always)]
    pub fn on(&self) -> On<T, T, T, T> {
        |returned, mut live, whole, _, tell| {
            live.look(&returned, whole);
            live.tell(&returned, tell);
            returned
        }
    }

    /// The same.
    #[inline(always)]
    pub fn flow(&self) -> On<T, T, T, T> {
        self.on()
    }
}
