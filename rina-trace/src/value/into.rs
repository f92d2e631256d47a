//! What can be made into a recorded value.
//!
//! Known by users, who implement it for their types, and by all that records.

use std::borrow::Cow;

use super::kind::{self, Any, Boolean, Double, Integer, List};
use super::{Text, Value};

/// What can be recorded as the value of a span.
///
/// Taken by reference, because a value is recorded while the function still needs it. `None` records nothing.
/// A newtype passes its inner value on:
///
/// ```
/// use rina_trace::{IntoValue, Value, kind};
///
/// struct UserId(u64);
///
/// impl IntoValue for UserId {
///     type Kind = kind::Integer;
///
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
    /// What the value is, for keys whose type is known: one of the types in [`kind`](crate::kind).
    type Kind;

    /// The value to record; `None` records nothing.
    fn to_value(&self) -> Option<Value>;
}

impl<T: IntoValue + ?Sized> IntoValue for &T {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for &mut T {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(T::to_value)
    }
}

impl<T: IntoValue> IntoValue for [T] {
    type Kind = List<T::Kind>;

    fn to_value(&self) -> Option<Value> {
        Some(Value::List(self.iter().filter_map(T::to_value).collect()))
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    type Kind = List<T::Kind>;

    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

impl<T: IntoValue, const N: usize> IntoValue for [T; N] {
    type Kind = List<T::Kind>;

    fn to_value(&self) -> Option<Value> {
        self.as_slice().to_value()
    }
}

impl IntoValue for Value {
    type Kind = Any;

    fn to_value(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl IntoValue for str {
    type Kind = kind::Text;

    #[inline]
    fn to_value(&self) -> Option<Value> {
        Some(Value::Text(Text::new(self)))
    }
}

impl IntoValue for char {
    type Kind = kind::Text;

    fn to_value(&self) -> Option<Value> {
        self.encode_utf8(&mut [0; 4]).to_value()
    }
}

impl IntoValue for u64 {
    type Kind = Integer;

    #[inline]
    fn to_value(&self) -> Option<Value> {
        Some(match i64::try_from(*self) {
            Ok(value) => Value::Int(value),
            Err(_) => Value::UInt(*self),
        })
    }
}

impl IntoValue for usize {
    type Kind = Integer;

    #[inline]
    fn to_value(&self) -> Option<Value> {
        (*self as u64).to_value()
    }
}

impl IntoValue for isize {
    type Kind = Integer;

    fn to_value(&self) -> Option<Value> {
        Some(Value::Int(*self as i64))
    }
}

macro_rules! into_value {
    ($(|$value:ident: $type:ty| $kind:ty: $made:expr;)*) => { $(
        impl IntoValue for $type {
            type Kind = $kind;

            #[inline]
            fn to_value(&self) -> Option<Value> {
                let $value = self;
                Some($made)
            }
        }
    )* };
}

into_value! {
    |value: bool| Boolean: Value::Bool(*value);
    |value: i8| Integer: Value::Int(i64::from(*value));
    |value: i16| Integer: Value::Int(i64::from(*value));
    |value: i32| Integer: Value::Int(i64::from(*value));
    |value: i64| Integer: Value::Int(*value);
    |value: u8| Integer: Value::Int(i64::from(*value));
    |value: u16| Integer: Value::Int(i64::from(*value));
    |value: u32| Integer: Value::Int(i64::from(*value));
    // A 128-bit number has no place in JSON: its digits do.
    |value: u128| kind::Text: Value::Text(Text::from_display(value));
    |value: i128| kind::Text: Value::Text(Text::from_display(value));
    |value: f32| Double: Value::Float(f64::from(*value));
    |value: f64| Double: Value::Float(*value);
    |value: Text| kind::Text: Value::Text(value.clone());
}

macro_rules! into_value_by_deref {
    ($($type:ty),*) => { $(
        impl IntoValue for $type {
            type Kind = kind::Text;

            fn to_value(&self) -> Option<Value> {
                (**self).to_value()
            }
        }
    )* };
}

into_value_by_deref!(String, Cow<'_, str>);

impl<T: IntoValue + ?Sized> IntoValue for Box<T> {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for std::sync::Arc<T> {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

impl<T: IntoValue + ?Sized> IntoValue for std::rc::Rc<T> {
    type Kind = T::Kind;

    fn to_value(&self) -> Option<Value> {
        (**self).to_value()
    }
}

macro_rules! into_value_by_get {
    ($($type:ident),*) => { $(
        impl IntoValue for std::num::$type {
            type Kind = Integer;

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
    fn references_options_and_lists() {
        assert_eq!((&&Some("a")).to_value(), "a".to_value());
        assert_eq!(None::<u64>.to_value(), None);
        assert_eq!(vec![Some(1u8), None].to_value(), Some(Value::List([Value::Int(1)].into())));
        assert_eq!(u64::MAX.to_value(), Some(Value::UInt(u64::MAX)));
    }
}
