//! What a returned error tells of itself.
//!
//! Knows nothing; known by what finds failures and by what records them.

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
    pub(crate) fn of<E>(error: Option<&'a (dyn Error + 'a)>) -> Self {
        Self { type_name: type_name::<E>(), error }
    }
}
