//! What may name a span at run time: a trait for the compiler's message alone.
//!
//! Known by expanded code.

use std::borrow::Cow;

/// A text that lives as long as the program, or that is given away.
#[diagnostic::on_unimplemented(
    message = "the name of a span is a text, not a value of type `{Self}`",
    label = "expected a `&'static str` or a `String`",
    note = "`format!(..)` makes one, and is evaluated only if the span is recorded"
)]
pub trait SpanName: Into<Cow<'static, str>> {}

// What is missing is said of the name, not of how it is converted.
#[diagnostic::do_not_recommend]
impl<T: Into<Cow<'static, str>>> SpanName for T {}
