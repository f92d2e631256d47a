//! Finds the response in what a function returns, by its type, in the way of [`crate::probe`]: each type that
//! cannot answer is asked of the next. Known by expanded code.

use std::marker::PhantomData;
use std::ops::Deref;

use super::response::{HttpResponse, record};
use crate::fields::Fields;

/// The type of a returned value: first for a `Result` of two types that tell a code.
#[derive(Debug)]
#[doc(hidden)]
pub struct Answer<T>(OkAnswer<T>);

/// For a `Result` whose `Ok` is a response.
#[derive(Debug)]
#[doc(hidden)]
pub struct OkAnswer<T>(ErrAnswer<T>);

/// For a `Result` whose `Err` may tell a code.
#[derive(Debug)]
#[doc(hidden)]
pub struct ErrAnswer<T>(WholeAnswer<T>);

/// For a response.
#[derive(Debug)]
#[doc(hidden)]
pub struct WholeAnswer<T>(NoAnswer<T>);

/// For everything else.
#[derive(Debug)]
#[doc(hidden)]
pub struct NoAnswer<T>(PhantomData<fn() -> T>);

impl<T> Answer<T> {
    /// By a value.
    pub const fn of(_: &T) -> Self {
        Self(OkAnswer(ErrAnswer(WholeAnswer(NoAnswer(PhantomData)))))
    }
}

macro_rules! next {
    ($($this:ident => $next:ident;)*) => { $(
        impl<T> Deref for $this<T> {
            type Target = $next<T>;

            fn deref(&self) -> &$next<T> {
                &self.0
            }
        }
    )* };
}

next! {
    Answer => OkAnswer;
    OkAnswer => ErrAnswer;
    ErrAnswer => WholeAnswer;
    WholeAnswer => NoAnswer;
}

macro_rules! reads {
    ($([$($generics:tt)*] $this:ident<$value:ty>: $read:expr;)*) => { $(
        impl<$($generics)*> $this<$value> {
            /// What says on a span what the value tells.
            #[inline(always)]
            pub fn read(&self) -> fn(&$value, &mut Fields) {
                $read
            }
        }
    )* };
}

reads! {
    [T: HttpResponse, E: HttpResponse] Answer<Result<T, E>>: |returned, fields| {
        match returned {
            Ok(response) => record(response, fields),
            Err(error) => record(error, fields),
        };
    };
    [T: HttpResponse, E] OkAnswer<Result<T, E>>: |returned, fields| {
        returned.as_ref().ok().and_then(|response| record(response, fields));
    };
    [T, E: HttpResponse] ErrAnswer<Result<T, E>>: |returned, fields| {
        returned.as_ref().err().and_then(|error| record(error, fields));
    };
    [T: HttpResponse] WholeAnswer<T>: |returned, fields| {
        record(returned, fields);
    };
    [T] NoAnswer<T>: |_, _| {};
}
