//! What can be recorded on a span.
//!
//! Texts of up to 24 bytes and static texts take no allocation. Knows nothing; known by all that records.

mod into;
pub mod kind;
mod name;
pub(crate) mod typed;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use compact_str::CompactString;

pub use self::into::IntoValue;
pub use self::name::SpanName;
pub(crate) use self::typed::{WantsBoolean, WantsDouble, WantsInteger, WantsText, WantsTextList};

/// The longest text that is kept, in bytes; what is longer is cut at a character and ends in `...`.
pub(crate) const MAX_TEXT: usize = 8 * 1024;

/// The same for the JSON of prompts and answers, which takes 20 000 bytes: what is filtered in it may be longer than it was.
const MAX_LONG_TEXT: usize = 24 * 1024;

/// The key of a value: a dotted lowercase name, such as `http.response.status_code`.
pub type Key = Cow<'static, str>;

/// One recorded value, with the type that Sentry shows and compares it by.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `boolean`
    Bool(bool),
    /// `integer`
    Int(i64),
    /// `integer`, for what does not fit an `i64`
    UInt(u64),
    /// `double`; NaN and the infinities have no number in JSON and go out as texts
    Float(f64),
    /// `string`
    Text(Text),
    /// `array`
    List(Box<[Value]>),
}

/// A text of at most 8 KiB that is cheap to make: up to 24 bytes, or static, without allocation.
#[derive(Clone)]
pub struct Text(Repr);

/// As large as a `CompactString`, whose last byte has room to tell the two apart.
#[derive(Clone)]
enum Repr {
    /// Of the program itself: two words to write, where inlining it would copy it byte by byte.
    Static(&'static str),
    Owned(CompactString),
}

impl Text {
    /// Takes a text; what is beyond 8 KiB is cut off.
    pub fn new(text: &str) -> Self {
        Self::cut(text, MAX_TEXT)
    }

    /// Takes a text that may be longer than others: the JSON of a prompt or an answer.
    pub(crate) fn long(text: &str) -> Self {
        Self::cut(text, MAX_LONG_TEXT)
    }

    fn cut(text: &str, most: usize) -> Self {
        if text.len() <= most {
            return Self(Repr::Owned(CompactString::new(text)));
        }
        let mut end = most - 3;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut cut = CompactString::new(&text[..end]);
        cut.push_str("...");
        Self(Repr::Owned(cut))
    }

    /// Takes a text of the program itself, without a copy.
    #[inline]
    pub const fn from_static(text: &'static str) -> Self {
        Self(Repr::Static(text))
    }

    /// The text, if it is one of the program itself.
    pub(crate) fn as_static(&self) -> Option<&'static str> {
        match self.0 {
            Repr::Static(text) => Some(text),
            Repr::Owned(_) => None,
        }
    }

    /// Prints `value`, and stops when the text is full.
    pub fn from_display(value: &(impl fmt::Display + ?Sized)) -> Self {
        Self::print(format_args!("{value}"))
    }

    /// Prints `value` for debugging, and stops when the text is full.
    pub fn from_debug(value: &(impl fmt::Debug + ?Sized)) -> Self {
        Self::print(format_args!("{value:?}"))
    }

    fn print(arguments: fmt::Arguments<'_>) -> Self {
        let mut bounded = Bounded(CompactString::const_new(""));
        // An error says that the text is full, or comes from the user's own implementation: what was printed
        // before it is kept.
        let _ = fmt::write(&mut bounded, arguments);
        Self::new(&bounded.0)
    }
}

/// Takes one text more than fits, so that [`Text::new`] sees that it has to cut.
struct Bounded(CompactString);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = (MAX_TEXT + 1).saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        let end = (room..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        self.0.push_str(&text[..end]);
        Err(fmt::Error)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Repr::Static(text) => text,
            Repr::Owned(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::UInt(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
            Self::List(values) => {
                for (index, value) in values.iter().enumerate() {
                    f.write_str(if index == 0 { "[" } else { ", " })?;
                    value.fmt(f)?;
                }
                f.write_str(if values.is_empty() { "[]" } else { "]" })
            }
        }
    }
}

impl Value {
    /// A text of the program itself, without a copy.
    pub const fn from_static(text: &'static str) -> Self {
        Self::Text(Text::from_static(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_larger_than_a_string() {
        assert_eq!(size_of::<Value>(), size_of::<String>());
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let text = Text::new(&"ä".repeat(MAX_TEXT));
        assert!(text.len() <= MAX_TEXT && text.ends_with("ä..."));
        let printed = Text::from_display(&"ä".repeat(MAX_TEXT));
        assert_eq!(printed, text);
        assert_eq!(Text::new(&"a".repeat(MAX_TEXT)).len(), MAX_TEXT);
        assert_eq!(Text::from_display(&"a".repeat(MAX_TEXT)).len(), MAX_TEXT);
    }
}
