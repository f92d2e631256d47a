//! What a returned value tells, by its type: an error, or the value that `ok(..)` reads.
//!
//! The type decides, and only the compiler knows it: so expanded code calls a method on a [`Probe`], and method lookup
//! goes from one type to the next it derefs to, until there is a method whose bounds hold. Methods of traits would do
//! the same, but each call would have to bring them into scope, which costs the compiler more; so does a closure that
//! looks at the value, where a function of ours can. No bound here asks for `'static`: method lookup does not look at
//! lifetimes, and would choose a method that a borrowed error then fails. Known by expanded code.

#![expect(clippy::unused_self, reason = "methods are looked up by it")]

use std::error::Error;
use std::fmt::{Debug, Display};
use std::marker::PhantomData;
use std::ops::Deref;

use crate::fields::Fields;
use crate::outcome::{Failure, SpanError, causes};

/// The type of a returned value.
///
/// The types stand in a row, each around the next: what one cannot answer is asked of the next, which costs the compiler
/// something at each function. This one is for what says how its span ends.
#[derive(Debug)]
pub struct Probe<T>(ErrorProbe<T>);

/// For an [`Error`].
#[derive(Debug)]
pub struct ErrorProbe<T>(DynProbe<T>);

/// For a box of some [`Error`], such as `Box<dyn Error>` and `anyhow::Error`.
#[derive(Debug)]
pub struct DynProbe<T>(SendProbe<T>);

/// For a box that gives its error only with its marker traits, such as `Box<dyn Error + Send + Sync>`.
#[derive(Debug)]
pub struct SendProbe<T>(TextProbe<T>);

/// For what can be printed, such as a `String`.
#[derive(Debug)]
pub struct TextProbe<T>(ResultProbe<T>);

/// For every other `Result`.
#[derive(Debug)]
pub struct ResultProbe<T>(ValueProbe<T>);

/// For everything that is no `Result`.
#[derive(Debug)]
pub struct ValueProbe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// By a type that has a name.
    pub const NEW: Self =
        Self(ErrorProbe(DynProbe(SendProbe(TextProbe(ResultProbe(ValueProbe(PhantomData)))))));

    /// By a value, where the type has no name.
    pub const fn of(_: &T) -> Self {
        Self::NEW
    }
}

/// Methods take it by value, for to lend it is one thing more for the compiler to try in each row.
macro_rules! next {
    ($($this:ident => $next:ident;)*) => { $(
        copied!($this);

        impl<T> Deref for $this<T> {
            type Target = $next<T>;

            fn deref(&self) -> &$next<T> {
                &self.0
            }
        }
    )* };
}

macro_rules! copied {
    ($this:ident) => {
        impl<T> Clone for $this<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $this<T> {}
    };
}

next! {
    Probe => ErrorProbe;
    ErrorProbe => DynProbe;
    DynProbe => SendProbe;
    SendProbe => TextProbe;
    TextProbe => ResultProbe;
    ResultProbe => ValueProbe;
}

copied!(ValueProbe);

/// Hears of an error; lent to the function, because an error may be borrowed for less than a value it gives lives.
type Hear<'a> = &'a mut dyn FnMut(Failure<'_>);

macro_rules! looks {
    ($([$($generics:tt)*] $this:ident: |$error:ident| $failure:expr;)*) => { $(
        impl<$($generics)*> $this<Result<T, E>> {
            /// What finds the error in a value.
            pub fn look(self) -> fn(&Result<T, E>, Hear<'_>) {
                |returned, hear| {
                    if let Err($error) = returned {
                        hear($failure);
                    }
                }
            }

            /// What says the outcome of a value on its span.
            #[inline(always)]
            pub fn end(self) -> fn(&Result<T, E>, &mut Fields) {
                |returned, fields| match returned {
                    Ok(_) => fields.success(),
                    Err($error) => fields.failure(&$failure),
                }
            }
        }
    )* };
}

looks! {
    [T, E: SpanError] Probe: |error| Failure::saying(error);
    [T, E: Error] ErrorProbe: |error| Failure::of::<E>(Some(error));
    ['e, T, E: AsRef<dyn Error + 'e> + Debug] DynProbe: |error| Failure::boxed(error, error.as_ref());
    ['e, T, E: AsRef<dyn Error + Send + Sync + 'e> + Debug] SendProbe: |error| Failure::boxed(error, error.as_ref());
    [T, E: Display] TextProbe: |error| Failure::printed(error);
    [T, E] ResultProbe: |_error| Failure::of::<E>(None);
}

impl<T> ValueProbe<T> {
    /// What finds nothing.
    pub fn look(self) -> fn(&T, Hear<'_>) {
        |_, _| {}
    }

    /// What says nothing.
    #[inline(always)]
    pub fn end(self) -> fn(&T, &mut Fields) {
        |_, _| {}
    }
}

/// What tells whether an error of type `X` is in a value: the error itself, or one that caused it. These ask for
/// `'static`, without which a type cannot be told; only `expected = X` looks for one. Not made by a macro, because the
/// compiler shows them where `X` is no error.
impl<T, E: Error + 'static> ErrorProbe<Result<T, E>> {
    #[doc(hidden)]
    pub fn has<X: Error + 'static>(self) -> fn(&Result<T, E>) -> bool {
        |returned| returned.as_ref().err().is_some_and(|error| is_in::<X>(error))
    }
}

impl<T, E: AsRef<dyn Error + 'static>> DynProbe<Result<T, E>> {
    #[doc(hidden)]
    pub fn has<X: Error + 'static>(self) -> fn(&Result<T, E>) -> bool {
        |returned| returned.as_ref().err().is_some_and(|error| is_in::<X>(error.as_ref()))
    }
}

impl<T, E: AsRef<dyn Error + Send + Sync + 'static>> SendProbe<Result<T, E>> {
    #[doc(hidden)]
    pub fn has<X: Error + 'static>(self) -> fn(&Result<T, E>) -> bool {
        |returned| returned.as_ref().err().is_some_and(|error| is_in::<X>(error.as_ref()))
    }
}

fn is_in<X: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    causes(Some(error)).any(<dyn Error>::is::<X>)
}

impl<T, E> ResultProbe<Result<T, E>> {
    /// What gives the value in an `Ok`.
    #[inline(always)]
    pub fn ok(self) -> fn(&Result<T, E>) -> Option<&T> {
        |returned| returned.as_ref().ok()
    }

    /// For what has no type to look for, which the compiler says at the type that was asked for.
    #[doc(hidden)]
    pub fn has<X: Error + 'static>(self) -> fn(&Result<T, E>) -> bool
    where
        E: Error + 'static,
    {
        |returned| returned.as_ref().err().is_some_and(|error| is_in::<X>(error))
    }

    /// What gives the error in an `Err`.
    #[inline(always)]
    pub fn err(self) -> fn(&Result<T, E>) -> Option<&E> {
        |returned| returned.as_ref().err()
    }
}

impl<T> ValueProbe<T> {
    /// What gives the value itself.
    #[inline(always)]
    pub fn ok(self) -> fn(&T) -> Option<&T> {
        |returned| Some(returned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Borrowed<'a>(&'a str);

    impl Display for Borrowed<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Borrowed<'_> {}

    /// The text of the error in what was returned, if it has one.
    macro_rules! failure {
        ($ret:expr) => {{
            let (ret, mut found) = (&$ret, None);
            Probe::of(ret).look()(ret, &mut |failure| found = Some(failure.error.map(ToString::to_string)));
            found
        }};
    }

    macro_rules! ok {
        ($ret:expr) => {
            Probe::of(&$ret).ok()(&$ret)
        };
    }

    #[test]
    fn each_kind_of_error_is_found() {
        let text = String::from("broken");
        let some = Some(Some("broken".to_owned()));
        let boxed = || -> Box<dyn Error + '_> { Box::new(Borrowed(&text)) };
        assert_eq!(failure!(Err::<(), _>(Borrowed(&text))), some);
        assert_eq!(failure!(Err::<(), Box<dyn Error + '_>>(boxed())), some);
        assert_eq!(failure!(Err::<(), Box<dyn Error + Send + Sync>>("broken".into())), some);
        assert_eq!(failure!(Err::<(), _>("broken")), Some(None));
        assert_eq!(failure!(Ok::<(), Borrowed<'_>>(())), None);
        assert_eq!(failure!(Some(1)), None);
    }

    #[test]
    fn a_generic_error_needs_no_bound() {
        fn name<T, E>(ret: &Result<T, E>) -> Option<&'static str> {
            let mut name = None;
            Probe::of(ret).look()(ret, &mut |failure| name = Some(failure.type_name));
            name
        }
        assert_eq!(name(&Err::<(), u8>(1)), Some("u8"));
    }

    #[test]
    fn ok_is_the_value_or_what_is_in_it() {
        assert_eq!(ok!(Ok::<u8, ()>(1)), Some(&1));
        assert_eq!(ok!(Err::<u8, ()>(())), None);
        assert_eq!(ok!(Some(1)), Some(&Some(1)));
    }
}
