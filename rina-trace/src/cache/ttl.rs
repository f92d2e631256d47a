//! For how long something is kept in a cache, in seconds. Known by expanded code.

use std::time::Duration;

use super::row;
use crate::fields::Fields;
use crate::value::{IntoValue, kind};

row! {
    /// The type of a time to live: first for a [`Duration`].
    CacheTtl => NumberTtl, NoTtl
}

/// A time that is known in seconds.
#[doc(hidden)]
pub trait Period {
    fn seconds(&self) -> Option<u64>;
}

/// A part of a second is a whole one, for 0 would mean that nothing is kept.
impl Period for Duration {
    fn seconds(&self) -> Option<u64> {
        self.as_secs().checked_add(u64::from(self.subsec_nanos() > 0))
    }
}

impl<T: Period> Period for Option<T> {
    fn seconds(&self) -> Option<u64> {
        self.as_ref().and_then(T::seconds)
    }
}

impl<T: Period + ?Sized> Period for &T {
    fn seconds(&self) -> Option<u64> {
        (**self).seconds()
    }
}

impl<T: Period> CacheTtl<T> {
    /// What says a time to live on a span.
    pub fn say(&self) -> fn(&T, &Fields) {
        |ttl, fields| fields.data("cache.ttl", ttl.seconds().to_value())
    }
}

impl<T: IntoValue<Kind = kind::Integer>> NumberTtl<T> {
    /// What says a number of seconds.
    pub fn say(&self) -> fn(&T, &Fields) {
        |ttl, fields| fields.data("cache.ttl", ttl.to_value())
    }
}

impl<T> NoTtl<T> {
    /// What says nothing.
    pub fn say(&self) -> fn(&T, &Fields) {
        |_, _| {}
    }
}
