//! What a returned value tells: an error, or the value that `ok(..)` reads.
//!
//! The type decides, and only the compiler knows it: so expanded code calls a method on `&&&&Probe(&value)`, and
//! method lookup takes the first trait that fits, from the most references to none. No bound here asks for
//! `'static`: method lookup does not look at lifetimes, and would choose a trait that a borrowed error then fails.
//!
//! Knows nothing; known by expanded code and by what records failures.

use std::any::type_name;
use std::error::Error;

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
#[derive(Debug)]
pub struct Probe<'a, T>(pub &'a T);

impl<T> Clone for Probe<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Probe<'_, T> {}

/// `Result<_, E>` with an [`Error`].
pub trait ErrorProbe<'a> {
    /// The error, if it is one.
    fn failure(self) -> Option<Failure<'a>>;
}

impl<'a, T, E: Error + 'a> ErrorProbe<'a> for &&&&Probe<'a, Result<T, E>> {
    fn failure(self) -> Option<Failure<'a>> {
        let error = self.0.as_ref().err()?;
        Some(Failure::of::<E>(Some(error)))
    }
}

/// `Result<_, E>` with a box of some [`Error`], such as `Box<dyn Error>` and `anyhow::Error`.
pub trait DynProbe<'a> {
    /// The error in it, if there is one.
    fn failure(self) -> Option<Failure<'a>>;
}

impl<'a, 'e: 'a, T, E: AsRef<dyn Error + 'e>> DynProbe<'a> for &&&Probe<'a, Result<T, E>> {
    fn failure(self) -> Option<Failure<'a>> {
        let error = self.0.as_ref().err()?;
        Some(Failure::of::<E>(Some(error.as_ref())))
    }
}

/// `Result<_, E>` with a box that gives its error only with its marker traits, such as `Box<dyn Error + Send + Sync>`.
pub trait SendProbe<'a> {
    /// The error in it, if there is one.
    fn failure(self) -> Option<Failure<'a>>;
}

impl<'a, 'e: 'a, T, E: AsRef<dyn Error + Send + Sync + 'e>> SendProbe<'a> for &&Probe<'a, Result<T, E>> {
    fn failure(self) -> Option<Failure<'a>> {
        let error = self.0.as_ref().err()?;
        Some(Failure::of::<E>(Some(error.as_ref())))
    }
}

/// Every other `Result`.
pub trait ResultProbe<'a> {
    /// The type of the error, if it is one.
    fn failure(self) -> Option<Failure<'a>>;
}

impl<'a, T, E> ResultProbe<'a> for &Probe<'a, Result<T, E>> {
    fn failure(self) -> Option<Failure<'a>> {
        self.0.as_ref().err().map(|_| Failure::of::<E>(None))
    }
}

/// Everything that is no `Result`.
pub trait ValueProbe<'a> {
    /// Always `None`.
    fn failure(self) -> Option<Failure<'a>>;
}

impl<'a, T> ValueProbe<'a> for Probe<'a, T> {
    fn failure(self) -> Option<Failure<'a>> {
        None
    }
}

/// The value in an `Ok`.
pub trait OkProbe<'a, T> {
    /// `None` for an `Err`.
    fn ok(self) -> Option<&'a T>;
}

impl<'a, T, E> OkProbe<'a, T> for &&Probe<'a, Result<T, E>> {
    fn ok(self) -> Option<&'a T> {
        self.0.as_ref().ok()
    }
}

/// The value itself, where it is no `Result`.
pub trait AnyProbe<'a, T> {
    /// Always there.
    fn ok(self) -> Option<&'a T>;
}

impl<'a, T> AnyProbe<'a, T> for &Probe<'a, T> {
    fn ok(self) -> Option<&'a T> {
        Some(self.0)
    }
}

#[cfg(test)]
#[expect(clippy::needless_borrow, reason = "written as expanded code writes it")]
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
            (&&&&Probe(&$ret)).failure().map(|failure| failure.error.map(ToString::to_string))
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
            (&&&&Probe(ret)).failure().map(|failure| failure.type_name)
        }
        assert_eq!(name(&Err::<(), u8>(1)), Some("u8"));
    }

    #[test]
    fn ok_is_the_value_or_what_is_in_it() {
        assert_eq!((&&Probe(&Ok::<u8, ()>(1))).ok(), Some(&1));
        assert_eq!((&&Probe(&Err::<u8, ()>(()))).ok(), None);
        assert_eq!((&&Probe(&Some(1))).ok(), Some(&Some(1)));
    }
}
