//! What can be recorded on a span, and what can be made into it.
//!
//! Texts of up to 24 bytes and static texts take no allocation. Knows nothing; known by all that records.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use compact_str::CompactString;

/// The longest text that is kept, in bytes; what is longer is cut at a character and ends in `...`.
pub(crate) const MAX_TEXT: usize = 8 * 1024;

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
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(CompactString);

impl Text {
    /// Takes a text; what is beyond 8 KiB is cut off.
    pub fn new(text: &str) -> Self {
        if text.len() <= MAX_TEXT {
            return Self(CompactString::new(text));
        }
        let mut end = MAX_TEXT - 3;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut cut = CompactString::new(&text[..end]);
        cut.push_str("...");
        Self(cut)
    }

    /// Takes a text of the program itself, without a copy.
    #[inline]
    pub const fn from_static(text: &'static str) -> Self {
        Self(CompactString::const_new(text))
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
        &self.0
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

/// What can be recorded as the value of a span.
///
/// Taken by reference, because a value is recorded while the function still needs it. `None` records nothing.
/// A newtype passes its inner value on:
///
/// ```
/// use rina_trace::{IntoValue, Value};
///
/// struct UserId(u64);
///
/// impl IntoValue for UserId {
///     fn to_value(&self) -> Option<Value> {
///         self.0.to_value()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be recorded on a span",
    label = "not a text, number, boolean, or list of them",
    note = "write `%value` to record it by `Display`, `?value` by `Debug`, or implement `rina_trace::IntoValue` for `{Self}`"
)]
pub trait IntoValue {
    /// The value to record; `None` records nothing.
    fn to_value(&self) -> Option<Value>;
}

impl<T: IntoValue + ?Sized> IntoValue for &T {
    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for &mut T {
    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(T::to_value)
    }
}

impl<T: IntoValue> IntoValue for [T] {
    fn to_value(&self) -> Option<Value> {
        Some(Value::List(self.iter().filter_map(T::to_value).collect()))
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

impl<T: IntoValue, const N: usize> IntoValue for [T; N] {
    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

impl IntoValue for Value {
    fn to_value(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl IntoValue for str {
    #[inline]
    fn to_value(&self) -> Option<Value> {
        Some(Value::Text(Text::new(self)))
    }
}

impl IntoValue for char {
    fn to_value(&self) -> Option<Value> {
        self.encode_utf8(&mut [0; 4]).to_value()
    }
}

impl IntoValue for u64 {
    #[inline]
    fn to_value(&self) -> Option<Value> {
        Some(match i64::try_from(*self) {
            Ok(value) => Value::Int(value),
            Err(_) => Value::UInt(*self),
        })
    }
}

impl IntoValue for usize {
    #[inline]
    fn to_value(&self) -> Option<Value> {
        (*self as u64).to_value()
    }
}

impl IntoValue for isize {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Int(*self as i64))
    }
}

macro_rules! into_value {
    ($(|$value:ident: $type:ty| $made:expr;)*) => { $(
        impl IntoValue for $type {
            #[inline]
            fn to_value(&self) -> Option<Value> {
                let $value = self;
                Some($made)
            }
        }
    )* };
}

into_value! {
    |value: bool| Value::Bool(*value);
    |value: i8| Value::Int(i64::from(*value));
    |value: i16| Value::Int(i64::from(*value));
    |value: i32| Value::Int(i64::from(*value));
    |value: i64| Value::Int(*value);
    |value: u8| Value::Int(i64::from(*value));
    |value: u16| Value::Int(i64::from(*value));
    |value: u32| Value::Int(i64::from(*value));
    // A 128-bit number has no place in JSON: its digits do.
    |value: u128| Value::Text(Text::from_display(value));
    |value: i128| Value::Text(Text::from_display(value));
    |value: f32| Value::Float(f64::from(*value));
    |value: f64| Value::Float(*value);
    |value: Text| Value::Text(value.clone());
}

macro_rules! into_value_by_deref {
    ($($type:ty),*) => { $(
        impl IntoValue for $type {
            fn to_value(&self) -> Option<Value> {
                (**self).to_value()
            }
        }
    )* };
}

into_value_by_deref!(String, Cow<'_, str>);

impl<T: IntoValue + ?Sized> IntoValue for Box<T> {
    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for std::sync::Arc<T> {
    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for std::rc::Rc<T> {
    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

macro_rules! into_value_by_get {
    ($($type:ident),*) => { $(
        impl IntoValue for std::num::$type {
            fn to_value(&self) -> Option<Value> {
                self.get().to_value()
            }
        }
    )* };
}

into_value_by_get!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize);
into_value_by_get!(NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let text = Text::new(&"ä".repeat(MAX_TEXT));
        assert!(text.len() <= MAX_TEXT && text.ends_with("ä..."));
        let printed = Text::from_display(&"ä".repeat(MAX_TEXT));
        assert_eq!(printed, text);
        assert_eq!(Text::new(&"a".repeat(MAX_TEXT)).len(), MAX_TEXT);
        assert_eq!(Text::from_display(&"a".repeat(MAX_TEXT)).len(), MAX_TEXT);
    }

    #[test]
    fn references_options_and_lists() {
        assert_eq!((&&Some("a")).to_value(), "a".to_value());
        assert_eq!(None::<u64>.to_value(), None);
        assert_eq!(vec![Some(1u8), None].to_value(), Some(Value::List([Value::Int(1)].into())));
        assert_eq!(u64::MAX.to_value(), Some(Value::UInt(u64::MAX)));
    }
}
