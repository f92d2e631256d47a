//! Values that can be grouped by and not be read: a keyed hash.
//!
//! `SipHash`-2-4 with a key of 128 bits: a pseudo-random function, which is what keeps somebody without the key from
//! trying values, and made for short texts; <https://www.aumasson.jp/siphash/siphash.pdf>. Knows what can be recorded;
//! known by users, by the start, which sets the key, and by the scrubber, which leaves alone what this made.

use std::fmt::{self, Write};
use std::hash::{BuildHasher, Hasher};
use std::sync::{OnceLock, PoisonError, RwLock};

use rand::TryRng;
use rand::rngs::SysRng;
use siphasher::sip::SipHasher24;
use siphasher::sip128::{Hasher128, SipHasher24 as SipHasher24Of128};

use crate::value::kind::Any;
use crate::value::{IntoValue, Value};

/// A key of fewer bytes could be tried out.
pub(crate) const MIN_KEY: usize = 16;

const PREFIX: &str = "hash:";

/// The key of the project; `None` until a start has set one.
static PROJECT: RwLock<Option<Key>> = RwLock::new(None);

/// The key of this process, where the project has none.
static PROCESS: OnceLock<Key> = OnceLock::new();

#[derive(Clone, Copy, PartialEq, Eq)]
struct Key(u64, u64);

/// Records of a value only a keyed hash: `hash:` and 16 hex digits, the same for the same value.
///
/// So users can be counted and found by an address that nobody can read. The key is that of the project, from
/// [`Config::hash_key`](crate::Config::hash_key) or `RINA_TRACE_HASH_KEY`; who does not have it cannot find a value by
/// trying. Where none is configured, and before the start, a random one is used that lives as long as the process:
/// then the hashes of two processes, or of one before and after a restart, cannot be compared.
///
/// Hashed is the text of the value as it would be recorded, up to 8 KiB: `42` and `"42"` are the same. `None` records
/// nothing. The value may be given by reference.
///
/// ```
/// let email = String::from("ada@example.com");
/// let hashed = rina_trace::hash(&email);
/// assert_eq!(hashed, rina_trace::hash("ada@example.com"));
/// assert!(hashed.to_string().starts_with("hash:") && hashed.to_string().len() == 21);
/// ```
pub fn hash(value: impl IntoValue) -> Hashed {
    Hashed(value.to_value().map(|value| current_key().hash(&value)))
}

/// What [`hash`] makes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hashed(Option<u64>);

impl fmt::Display for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |hash| write!(f, "{PREFIX}{hash:016x}"))
    }
}

impl IntoValue for Hashed {
    type Kind = Any;

    fn to_value(&self) -> Option<Value> {
        self.0.and_then(|_| self.to_string().to_value())
    }
}

/// True for what [`hash`] records.
pub(crate) fn is_hashed(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix(PREFIX).is_some_and(|hash| hash.len() == 16 && hash.bytes().all(digit))
}

/// Sets the key of the project, from here on; `None` leaves it to that of the process.
pub(crate) fn set_key(text: Option<&str>) {
    *PROJECT.write().unwrap_or_else(PoisonError::into_inner) = text.map(Key::from_text);
}

fn current_key() -> Key {
    let project = *PROJECT.read().unwrap_or_else(PoisonError::into_inner);
    project.unwrap_or_else(|| *PROCESS.get_or_init(Key::random))
}

impl Key {
    /// A text of any length as 128 bits.
    fn from_text(text: &str) -> Self {
        let mut hasher = SipHasher24Of128::new_with_key(b"rina-trace: hash");
        hasher.write(text.as_bytes());
        let key = hasher.finish128();
        Self(key.h1, key.h2)
    }

    /// From the system, because the generator of the ids shows its state in the ids.
    fn random() -> Self {
        let random = || {
            // Without randomness from the system that of the standard library's maps has to do.
            SysRng.try_next_u64().unwrap_or_else(|_| std::hash::RandomState::new().hash_one(0))
        };
        Self(random(), random())
    }

    fn hash(self, value: &Value) -> u64 {
        let mut hasher = Printing(SipHasher24::new_with_keys(self.0, self.1));
        // Printing a value into a hasher cannot fail.
        let _ = write!(hasher, "{value}");
        hasher.0.finish()
    }
}

/// What is printed is hashed, however many pieces it comes in.
struct Printing(SipHasher24);

impl Write for Printing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, value: impl IntoValue) -> String {
        let value = value.to_value().unwrap();
        Hashed(Some(Key::from_text(key).hash(&value))).to_string()
    }

    /// What is stored in Sentry must be found again after an update, on any machine: never change these.
    #[test]
    fn the_same_value_and_key_give_the_same_text_for_ever() {
        let key = "0123456789abcdef";
        assert_eq!(of(key, "ada@example.com"), "hash:2ffb77f62fb0d37d");
        assert_eq!(of(key, 42), "hash:5fe2fa9b702fa3f8");
        assert_eq!(of(key, 42), of(key, "42"));
        assert_eq!(of(key, Some(String::from("x"))), of(key, "x"));
    }

    #[test]
    fn another_key_or_value_gives_another() {
        let (one, other) = ("0123456789abcdef", "0123456789abcdef0");
        assert_ne!(of(one, "a"), of(other, "a"));
        assert_ne!(of(one, "a"), of(one, "b"));
        assert!(Key::random() != Key::random());
    }

    #[test]
    fn without_a_key_it_is_the_same_within_the_process() {
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
        assert!(is_hashed(&hash("a").to_string()));
        assert_eq!((hash(None::<u8>).to_value(), hash(None::<u8>).to_string().as_str()), (None, ""));
        assert!(!is_hashed("hash:hunter2") && !is_hashed("hash:0123456789ABCDEF"));
    }
}
