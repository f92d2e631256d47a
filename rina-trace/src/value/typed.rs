//! Values for keys whose type Sentry's conventions know: another type is an error that names the key.
//!
//! `Key` is a type that expanded code declares, named like the key, for the compiler's message. Known by expanded code.

use std::marker::PhantomData;

use super::kind::{Any, Boolean, Double, Integer, List, Text};
use super::{IntoValue, Value};

/// The doors for the values of one key.
#[doc(hidden)]
#[expect(missing_debug_implementations, reason = "nobody has a value of it")]
pub struct Typed<Key>(PhantomData<Key>);

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

impl<Key> Typed<Key> {
    #[inline(always)]
    pub fn text<T: WantsText<Key> + ?Sized>(value: &T) -> Option<Value> {
        value.to_value()
    }

    #[inline(always)]
    pub fn integer<T: WantsInteger<Key> + ?Sized>(value: &T) -> Option<Value> {
        value.to_value()
    }

    #[inline(always)]
    pub fn boolean<T: WantsBoolean<Key> + ?Sized>(value: &T) -> Option<Value> {
        value.to_value()
    }

    #[inline(always)]
    pub fn double<T: WantsDouble<Key> + ?Sized>(value: &T) -> Option<Value> {
        value.to_value().map(fraction)
    }

    #[inline(always)]
    pub fn text_list<T: WantsTextList<Key> + ?Sized>(value: &T) -> Option<Value> {
        value.to_value().map(list)
    }
}

fn fraction(value: Value) -> Value {
    match value {
        Value::Int(number) => Value::Float(number as f64),
        Value::UInt(number) => Value::Float(number as f64),
        value => value,
    }
}

fn list(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::List([Value::Text(text)].into()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Key {}

    #[test]
    fn a_text_alone_is_a_list_of_one() {
        let list = vec!["a"].to_value();
        assert_eq!(Typed::<Key>::text_list("a"), list);
        assert_eq!(Typed::<Key>::text_list(&Some("a".to_owned())), list);
        assert_eq!(Typed::<Key>::text_list(&["a"]), list);
    }

    #[test]
    fn whole_numbers_are_numbers() {
        assert_eq!(Typed::<Key>::double(&1u8), Some(Value::Float(1.0)));
        assert_eq!(Typed::<Key>::double(&Some(0.5)), Some(Value::Float(0.5)));
        assert_eq!(Typed::<Key>::integer(&&7), Some(Value::Int(7)));
    }

    #[test]
    fn a_newtype_is_of_the_kind_that_it_says() {
        struct Port(u16);
        impl IntoValue for Port {
            type Kind = Integer;
            fn to_value(&self) -> Option<Value> {
                self.0.to_value()
            }
        }
        assert_eq!(Typed::<Key>::integer(&Some(&Port(80))), Some(Value::Int(80)));
    }
}
