//! What a returned value tells: an error, or the value that `ok(..)` reads.
//!
//! The type decides, and only the compiler knows it: so expanded code calls a method on a [`Probe`], and method lookup
//! goes from one type to the next it derefs to, until there is a method whose bounds hold. Methods of traits would do
//! the same, but each call would have to bring them into scope, which costs the compiler more. No bound here asks for
//! `'static`: method lookup does not look at lifetimes, and would choose a method that a borrowed error then fails.
//!
//! Knows nothing; known by expanded code and by what records failures.

use std::any::type_name;
use std::error::Error;
use std::ops::Deref;

/// An `Err` on its way out of a function.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'a> {
    /// As the compiler names the error's type, such as `std::io::error::Error`.
    pub type_name: &'static str,
    /// `None` if the type is no [`Error`] and does not give one.
    pub error: Option<&'a (dyn Error + 'a)>,
}

impl<'a> Failure<'a> {
    fn of<E>(error: Option<&'a (dyn Error + 'a)>) -> Self {
        Self { type_name: type_name::<E>(), error }
    }
}

/// A returned value that is looked at.
///
/// The types stand in a row, each around the next: what one cannot answer for its value is asked of the next.
#[derive(Debug)]
pub struct Probe<'a, T>(DynProbe<'a, T>);

/// For a box of some [`Error`], such as `Box<dyn Error>` and `anyhow::Error`.
#[derive(Debug)]
pub struct DynProbe<'a, T>(SendProbe<'a, T>);

/// For a box that gives its error only with its marker traits, such as `Box<dyn Error + Send + Sync>`.
#[derive(Debug)]
pub struct SendProbe<'a, T>(ResultProbe<'a, T>);

/// For every other `Result`.
#[derive(Debug)]
pub struct ResultProbe<'a, T>(ValueProbe<'a, T>);

/// For everything that is no `Result`.
#[derive(Debug)]
pub struct ValueProbe<'a, T>(&'a T);

impl<'a, T> Probe<'a, T> {
    /// Looks at a value.
    pub fn of(value: &'a T) -> Self {
        Self(DynProbe(SendProbe(ResultProbe(ValueProbe(value)))))
    }
}

macro_rules! next {
    ($($this:ident => $next:ident;)*) => { $(
        impl<'a, T> Deref for $this<'a, T> {
            type Target = $next<'a, T>;

            fn deref(&self) -> &$next<'a, T> {
                &self.0
            }
        }
    )* };
}

next! {
    Probe => DynProbe;
    DynProbe => SendProbe;
    SendProbe => ResultProbe;
    ResultProbe => ValueProbe;
}

impl<'a, T, E: Error + 'a> Probe<'a, Result<T, E>> {
    /// The error, if it is one.
    pub fn failure(&self) -> Option<Failure<'a>> {
        let error = self.value().as_ref().err()?;
        Some(Failure::of::<E>(Some(error)))
    }
}

impl<'a, 'e: 'a, T, E: AsRef<dyn Error + 'e>> DynProbe<'a, Result<T, E>> {
    /// The error in the box, if there is one.
    pub fn failure(&self) -> Option<Failure<'a>> {
        let error = self.value().as_ref().err()?;
        Some(Failure::of::<E>(Some(error.as_ref())))
    }
}

impl<'a, 'e: 'a, T, E: AsRef<dyn Error + Send + Sync + 'e>> SendProbe<'a, Result<T, E>> {
    /// The error in the box, if there is one.
    pub fn failure(&self) -> Option<Failure<'a>> {
        let error = self.value().as_ref().err()?;
        Some(Failure::of::<E>(Some(error.as_ref())))
    }
}

impl<'a, T, E> ResultProbe<'a, Result<T, E>> {
    /// The type of the error, if it is one.
    pub fn failure(&self) -> Option<Failure<'a>> {
        self.value().as_ref().err().map(|_| Failure::of::<E>(None))
    }

    /// The value in the `Ok`; `None` for an `Err`.
    pub fn ok(&self) -> Option<&'a T> {
        self.value().as_ref().ok()
    }
}

impl<'a, T> ValueProbe<'a, T> {
    fn value(&self) -> &'a T {
        self.0
    }

    /// Always `None`.
    #[expect(clippy::unused_self, reason = "as those before it are called")]
    pub fn failure(&self) -> Option<Failure<'a>> {
        None
    }

    /// The value itself.
    #[expect(clippy::unnecessary_wraps, reason = "as the one before it answers")]
    pub fn ok(&self) -> Option<&'a T> {
        Some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Borrowed<'a>(&'a str);

    impl std::fmt::Display for Borrowed<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Borrowed<'_> {}

    macro_rules! failure {
        ($ret:expr) => {
            Probe::of(&$ret).failure().map(|failure| failure.error.map(ToString::to_string))
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
            Probe::of(ret).failure().map(|failure| failure.type_name)
        }
        assert_eq!(name(&Err::<(), u8>(1)), Some("u8"));
    }

    #[test]
    fn ok_is_the_value_or_what_is_in_it() {
        assert_eq!(Probe::of(&Ok::<u8, ()>(1)).ok(), Some(&1));
        assert_eq!(Probe::of(&Err::<u8, ()>(())).ok(), None);
        assert_eq!(Probe::of(&Some(1)).ok(), Some(&Some(1)));
    }
}
