//! Caches: what a function that asks one, fills one or empties one tells of it.
//!
//! [`macro@crate::traced`] knows such a function by its operation, `cache.get`, `cache.put`, `cache.remove` or another
//! below `cache.`, and then records without being asked what Sentry's page of caches is made of:
//!
//! | Attribute | From |
//! |---|---|
//! | `cache.key`, and the name of the span | the argument `key` or `keys`: texts, bytes, what has `Display`, and lists of them |
//! | `cache.ttl`, in seconds | the argument `ttl`: a [`Duration`](std::time::Duration), or a whole number of seconds |
//! | `cache.item_size`, in bytes | the argument `value` of a function that fills a cache, if its size is known by [`ItemSize`] |
//! | `cache.hit`, `cache.item_size` | the `Option` that a function of `cache.get` returns, alone or in an `Ok` |
//!
//! What the attribute says of the same key goes before it, and so does `name = ..`: with `data(cache.key = hash(key))` the
//! key itself is recorded nowhere, and the span is named by the hash. A type that tells nothing, tells nothing: it is
//! no error.
//!
//! ```
//! use std::collections::HashMap;
//! use std::time::Duration;
//!
//! use rina_trace::traced;
//!
//! #[derive(Default)]
//! struct Sessions(HashMap<String, String>);
//!
//! impl Sessions {
//!     #[traced(op = "cache.get")]
//!     fn find(&self, key: &str) -> Option<String> {
//!         self.0.get(key).cloned()
//!     }
//!
//!     #[traced(op = "cache.put")]
//!     fn keep(&mut self, key: &str, value: String, ttl: Duration) {
//!         # let _ = ttl;
//!         self.0.insert(key.to_owned(), value);
//!     }
//! }
//!
//! let mut sessions = Sessions::default();
//! sessions.keep("session:7", "Ada".to_owned(), Duration::from_secs(60));
//! assert!(sessions.find("session:7").is_some());
//! ```
//!
//! ```text
//! cache.put "session:7" cache.key=[session:7] cache.item_size=3 cache.ttl=60
//! cache.get "session:7" cache.key=[session:7] cache.hit=true cache.item_size=3
//! ```
//!
//! Source: <https://develop.sentry.dev/sdk/telemetry/traces/modules/caches/>

#![expect(clippy::unused_self, reason = "methods are looked up by it")]

mod key;
mod lookup;
mod size;
mod ttl;

pub use self::key::CacheKey;
pub use self::lookup::Lookup;
pub use self::size::{CacheSize, ItemSize};
pub use self::ttl::CacheTtl;

/// One type after the other, each around the next: method lookup goes down the row until there is a method whose bounds
/// hold, as in [`crate::probe`].
macro_rules! row {
    ($(#[$doc:meta])* $first:ident => $($next:ident),+) => {
        row! { @each [$(#[$doc])*] $first => $($next),+ }

        impl<T> $first<T> {
            /// By a value.
            pub const fn of(_: &T) -> Self {
                Self::NEW
            }
        }
    };
    (@each [$(#[$doc:meta])*] $this:ident => $next:ident $(, $rest:ident)*) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[doc(hidden)]
        pub struct $this<T>($next<T>);

        impl<T> $this<T> {
            const NEW: Self = Self($next::NEW);
        }

        impl<T> std::ops::Deref for $this<T> {
            type Target = $next<T>;

            fn deref(&self) -> &$next<T> {
                &self.0
            }
        }

        row! { @each [] $next => $($rest),* }
    };
    (@each [] $last:ident =>) => {
        #[derive(Debug)]
        #[doc(hidden)]
        pub struct $last<T>(std::marker::PhantomData<fn() -> T>);

        impl<T> $last<T> {
            const NEW: Self = Self(std::marker::PhantomData);
        }
    };
}
use row;
