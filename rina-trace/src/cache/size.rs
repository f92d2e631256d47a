//! How large what is kept in a cache is. Known by users, who implement it for their types, and by expanded code.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::row;
use crate::fields::Fields;
use crate::value::IntoValue;

/// How many bytes a value takes in a cache: what [`macro@crate::traced`] records as `cache.item_size`.
///
/// Texts and bytes implement it, behind references and in an `Option`; whatever else is `AsRef<[u8]>` needs it not. Of
/// other types the size is not known, and none is recorded.
///
/// ```
/// use rina_trace::cache::ItemSize;
///
/// struct Page {
///     html: String,
///     headers: Vec<u8>,
/// }
///
/// impl ItemSize for Page {
///     fn item_size(&self) -> Option<usize> {
///         Some(self.html.len() + self.headers.len())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "how many bytes a value of type `{Self}` takes in a cache is not known",
    note = "implement `rina_trace::cache::ItemSize` for it"
)]
pub trait ItemSize {
    /// In bytes; `None` records nothing.
    fn item_size(&self) -> Option<usize>;
}

macro_rules! by_length {
    ($([$($generics:tt)*] $type:ty;)*) => { $(
        impl<$($generics)*> ItemSize for $type {
            fn item_size(&self) -> Option<usize> {
                Some(self.len())
            }
        }
    )* };
}

by_length! {
    [] str;
    [] String;
    [] [u8];
    [] Vec<u8>;
    [const N: usize] [u8; N];
}

macro_rules! by_inner {
    ($($type:ty),*) => { $(
        impl<T: ItemSize + ?Sized> ItemSize for $type {
            fn item_size(&self) -> Option<usize> {
                (**self).item_size()
            }
        }
    )* };
}

by_inner!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: ItemSize + ToOwned + ?Sized> ItemSize for Cow<'_, T> {
    fn item_size(&self) -> Option<usize> {
        (**self).item_size()
    }
}

impl<T: ItemSize> ItemSize for Option<T> {
    fn item_size(&self) -> Option<usize> {
        self.as_ref().and_then(T::item_size)
    }
}

/// Records a size.
pub(super) fn say(fields: &Fields, size: Option<usize>) {
    fields.data("cache.item_size", size.to_value());
}

row! {
    /// The type of what is put into a cache: first for one whose size is known.
    CacheSize => BytesSize, NoSize
}

impl<T: ItemSize> CacheSize<T> {
    /// What says the size of a value on a span.
    pub fn say(&self) -> fn(&T, &Fields) {
        |value, fields| say(fields, value.item_size())
    }
}

impl<T: AsRef<[u8]>> BytesSize<T> {
    /// What says the size of something that is made of bytes.
    pub fn say(&self) -> fn(&T, &Fields) {
        |value, fields| say(fields, Some(value.as_ref().len()))
    }
}

impl<T> NoSize<T> {
    /// What says nothing.
    pub fn say(&self) -> fn(&T, &Fields) {
        |_, _| {}
    }
}
