//! Values for keys whose type Sentry's conventions know: another type is an error that names the key.
//!
//! `Key` is a type that expanded code declares, named like the key, for the compiler's message. Known by `fields`.

use super::kind::{Any, Boolean, Double, Integer, List, Text};
use super::{IntoValue, Value};

/// Kinds that fit where the kind `Wanted` is asked for.
pub trait Fits<Wanted> {}

impl Fits<Text> for Text {}
impl Fits<Integer> for Integer {}
impl Fits<Boolean> for Boolean {}
impl Fits<Double> for Double {}
/// A whole number is recorded as one with a fraction.
impl Fits<Double> for Integer {}
impl Fits<List<Text>> for List<Text> {}
/// A text alone is a list of one.
impl Fits<List<Text>> for Text {}
impl Fits<List<Text>> for List<Any> {}
impl<Wanted> Fits<Wanted> for Any {}

macro_rules! wanted {
    ($($trait:ident: $kind:ty, $message:literal, $label:literal, $note:literal;)*) => { $(
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        pub trait $trait<Key>: IntoValue {}

        // What is missing is said of the value's type, not of its kind.
        #[diagnostic::do_not_recommend]
        impl<Key, T: IntoValue<Kind: Fits<$kind>> + ?Sized> $trait<Key> for T {}
    )* };
}

wanted! {
    WantsText: Text,
        "`{Key}` takes a text, not a value of type `{Self}`",
        "expected a text",
        "write `%value` to record it by `Display`, `?value` by `Debug`";
    WantsInteger: Integer,
        "`{Key}` takes an integer, not a value of type `{Self}`",
        "expected an integer",
        "give the number itself, or record it under a key of your own";
    WantsDouble: Double,
        "`{Key}` takes a number, not a value of type `{Self}`",
        "expected a number",
        "give the number itself, or record it under a key of your own";
    WantsBoolean: Boolean,
        "`{Key}` takes `true` or `false`, not a value of type `{Self}`",
        "expected a `bool`",
        "give a comparison such as `count > 0`, or record it under a key of your own";
    WantsTextList: List<Text>,
        "`{Key}` takes a list of texts, not a value of type `{Self}`",
        "expected a list of texts",
        "a text alone is a list of one; other values become texts by `%value`";
}

/// A whole number where one with a fraction is wanted.
pub(crate) fn fraction(value: Value) -> Value {
    match value {
        Value::Int(number) => Value::Float(number as f64),
        Value::UInt(number) => Value::Float(number as f64),
        value => value,
    }
}

/// A text alone where a list is wanted.
pub(crate) fn list(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::List([Value::Text(text)].into()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_alone_is_a_list_of_one() {
        let wanted = vec!["a"].to_value();
        assert_eq!("a".to_value().map(list), wanted);
        assert_eq!(Some("a".to_owned()).to_value().map(list), wanted);
        assert_eq!(["a"].to_value().map(list), wanted);
    }

    #[test]
    fn whole_numbers_are_numbers() {
        assert_eq!(1u8.to_value().map(fraction), Some(Value::Float(1.0)));
        assert_eq!(Some(0.5).to_value().map(fraction), Some(Value::Float(0.5)));
    }

    #[test]
    fn a_newtype_is_of_the_kind_that_it_says() {
        enum Key {}
        struct Port(u16);
        impl IntoValue for Port {
            type Kind = Integer;
            fn to_value(&self) -> Option<Value> {
                self.0.to_value()
            }
        }
        fn integer<T: WantsInteger<Key>>(value: &T) -> Option<Value> {
            value.to_value()
        }
        assert_eq!(integer(&Some(&Port(80))), Some(Value::Int(80)));
    }
}
