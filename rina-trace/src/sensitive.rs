//! Values that are recorded without being told: filtered, or by the class of their length.
//!
//! Knows what can be recorded; known by users, and by the scrubber, which leaves alone what these made.

use std::fmt;

use crate::value::kind::Any;
use crate::value::{IntoValue, Value};

/// What stands in place of a secret, as in all of Sentry's SDKs.
pub(crate) const FILTERED: &str = "[Filtered]";

/// A value that is never recorded: however it is, by value, `Display` or `Debug`, it says `[Filtered]`.
///
/// For fields of one's own types, so that no call site has to think of it:
///
/// ```
/// use rina_trace::Sensitive;
///
/// #[derive(Debug, Clone)]
/// struct Login {
///     user: String,
///     password: Sensitive<String>,
/// }
///
/// let login = Login { user: "ada".to_owned(), password: Sensitive("hunter2".to_owned()) };
/// assert_eq!(format!("{login:?}"), r#"Login { user: "ada", password: [Filtered] }"#);
/// assert_eq!(login.password.expose(), "hunter2");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T: ?Sized>(pub T);

impl<T> Sensitive<T> {
    /// Gives the value back.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: ?Sized> Sensitive<T> {
    /// The value itself.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: ?Sized> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FILTERED)
    }
}

impl<T: ?Sized> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FILTERED)
    }
}

impl<T: ?Sized> IntoValue for Sensitive<T> {
    type Kind = Any;

    fn to_value(&self) -> Option<Value> {
        Some(Value::from_static(FILTERED))
    }
}

/// The longest text of each class, in characters, and what is recorded for it.
const CLASSES: [(usize, &str); 5] = [
    (0, "[Masked:0]"),
    (8, "[Masked:1-8]"),
    (16, "[Masked:9-16]"),
    (32, "[Masked:17-32]"),
    (64, "[Masked:33-64]"),
];
const LONGER: &str = "[Masked:65+]";

/// Records of a value only how long it is, roughly: `[Masked:9-16]`.
///
/// The classes are 0, 1-8, 9-16, 17-32, 33-64 and 65+ characters of the value as it would be printed. Enough to see
/// that a key is missing, empty or cut off. `None` records nothing. The value may be given by reference.
///
/// ```
/// let password = String::from("correct horse battery staple");
/// assert_eq!(rina_trace::mask(&password).to_string(), "[Masked:17-32]");
/// ```
pub fn mask(value: impl IntoValue) -> Masked {
    Masked(value.to_value().map(|value| match &value {
        Value::Text(text) => class(text),
        other => class(&other.to_string()),
    }))
}

fn class(text: &str) -> &'static str {
    // One more than the longest class is all that has to be counted.
    let length = text.chars().take(65).count();
    CLASSES.iter().find(|(longest, _)| length <= *longest).map_or(LONGER, |(_, class)| *class)
}

/// What [`mask`] makes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Masked(Option<&'static str>);

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.unwrap_or_default())
    }
}

impl IntoValue for Masked {
    // What hides a value may stand under every key.
    type Kind = Any;

    fn to_value(&self) -> Option<Value> {
        self.0.map(Value::from_static)
    }
}

/// True for what [`Sensitive`] and [`mask`] record.
pub(crate) fn is_hidden(text: &str) -> bool {
    text == FILTERED || text == LONGER || CLASSES.iter().any(|(_, class)| text == *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_values_say_nothing() {
        let value = Sensitive(Some(vec![1, 2]));
        assert_eq!(format!("{value} {value:?} {value:#?} {:?}", Some(&value)).matches(FILTERED).count(), 4);
        assert_eq!(value.to_value(), FILTERED.to_value());
        assert_eq!(Some(&Sensitive("x")).to_value(), FILTERED.to_value());
        let unsized_value: &Sensitive<[u8]> = &Sensitive([1, 2]);
        assert_eq!((unsized_value.expose(), unsized_value.to_string().as_str()), (&[1, 2][..], FILTERED));
        assert_eq!(Sensitive::from(7).into_inner(), 7);
    }

    #[test]
    fn masks_tell_the_class_of_the_length() {
        let of = |length| mask("ä".repeat(length)).to_string();
        let lengths = [0, 1, 8, 9, 16, 17, 32, 33, 64, 65, 10_000];
        let classes = ["0", "1-8", "1-8", "9-16", "9-16", "17-32", "17-32", "33-64", "33-64", "65+", "65+"];
        for (length, class) in lengths.into_iter().zip(classes) {
            assert_eq!(of(length), format!("[Masked:{class}]"));
            assert!(is_hidden(&of(length)));
        }
        assert_eq!(mask(1234).to_string(), "[Masked:1-8]");
        assert_eq!(mask(None::<&str>).to_value(), None);
        assert!(!is_hidden("[Masked:hunter2]"));
    }
}
