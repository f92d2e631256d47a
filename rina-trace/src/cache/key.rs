//! The keys that a cache is asked for: recorded as a list of texts, and the name of their span.
//!
//! Known by expanded code.

use std::collections::{BTreeSet, HashSet};
use std::fmt::{self, Debug, Display};

use super::row;
use crate::fields::Fields;
use crate::value::{IntoValue, Text, Value, WantsTextList, typed};

/// The keys of one call that are recorded; those beyond are left out.
const MAX_KEYS: usize = 100;

row! {
    /// The type of a key: first for a text.
    CacheKey => BytesKey, ListKey, ValueKey, ShownKey, NoKey
}

macro_rules! says {
    ($([$($bound:tt)*] $this:ident: |$key:ident| $values:expr;)*) => { $(
        impl<T: $($bound)*> $this<T> {
            /// What says a key on a span, and `renames` it, unless somebody else has named it.
            pub fn say(&self) -> fn(&T, &Fields, bool) {
                |$key, fields, renames| say(fields, $values, renames)
            }
        }
    )* };
}

says! {
    [AsRef<str>] CacheKey: |key| vec![text(Text::new(key.as_ref()))];
    [AsRef<[u8]>] BytesKey: |key| vec![text(Text::new(&String::from_utf8_lossy(key.as_ref())))];
    [Keys] ListKey: |keys| keys.texts();
    [IntoValue] ValueKey: |key| key.to_value().map(texts).unwrap_or_default();
    [Display] ShownKey: |key| vec![text(Text::from_display(key))];
}

impl<T> NoKey<T> {
    /// What says nothing.
    pub fn say(&self) -> fn(&T, &Fields, bool) {
        |_, _, _| {}
    }
}

/// Several keys that have `Display`.
#[doc(hidden)]
pub trait Keys {
    fn texts(&self) -> Vec<Value>;
}

macro_rules! keys {
    ($([$($generics:tt)*] $list:ty;)*) => { $(
        impl<K: Display, $($generics)*> Keys for $list {
            fn texts(&self) -> Vec<Value> {
                self.iter().take(MAX_KEYS).map(|key| text(Text::from_display(key))).collect()
            }
        }
    )* };
}

keys! {
    [] [K];
    [] Vec<K>;
    [const N: usize] [K; N];
    [S] HashSet<K, S>;
    [] BTreeSet<K>;
}

impl<T: Keys + ?Sized> Keys for &T {
    fn texts(&self) -> Vec<Value> {
        (**self).texts()
    }
}

const fn text(text: Text) -> Value {
    Value::Text(text)
}

/// A recorded value as keys. What lies in a list of a list has no name of its own.
fn texts(value: Value) -> Vec<Value> {
    match value {
        Value::List(values) => {
            let keys = values.into_iter().filter(|value| !matches!(value, Value::List(_)));
            keys.take(MAX_KEYS).map(printed).collect()
        }
        value => vec![printed(value)],
    }
}

fn printed(value: Value) -> Value {
    match value {
        Value::Text(_) => value,
        other => text(Text::from_display(&other)),
    }
}

fn say(fields: &Fields, keys: Vec<Value>, renames: bool) {
    if keys.is_empty() {
        return;
    }
    if renames {
        fields.name(name(&keys));
    }
    fields.data("cache.key", Some(Value::List(keys.into())));
}

/// The keys behind each other, with commas between.
fn name(keys: &[Value]) -> String {
    struct Joined<'a>(&'a [Value]);
    impl Display for Joined<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            for (index, key) in self.0.iter().enumerate() {
                write!(f, "{}{key}", if index == 0 { "" } else { ", " })?;
            }
            Ok(())
        }
    }
    (*Text::from_display(&Joined(keys))).to_owned()
}

/// What `data(cache.key = ..)` says of a span that has no name but its key.
impl Fields {
    pub fn naming_text_list<Key>(&self, _: &'static str, value: &(impl WantsTextList<Key> + ?Sized)) {
        say(self, value.to_value().map(typed::list).map(texts).unwrap_or_default(), true);
    }

    pub fn naming_value<T: IntoValue + ?Sized>(&self, _: &'static str, value: &T) {
        say(self, value.to_value().map(texts).unwrap_or_default(), true);
    }

    pub fn naming_display<T: Display + ?Sized>(&self, _: &'static str, value: &T) {
        say(self, vec![text(Text::from_display(value))], true);
    }

    pub fn naming_debug<T: Debug + ?Sized>(&self, _: &'static str, value: &T) {
        say(self, vec![text(Text::from_debug(value))], true);
    }
}
