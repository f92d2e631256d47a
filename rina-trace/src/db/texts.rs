//! Texts of queries that are made at run time: what they say without their values, remembered by the text.
//!
//! A program has few queries and makes them again and again. What they say is kept for good, up to a limit; each thread
//! remembers for a few texts, as they are, what they said. So a text that was there before costs a hash and a
//! comparison. Known by `query`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::read::{Language, QueryText, read};

/// How many texts a thread remembers, and how long they are.
const SLOTS: usize = 64;
const MAX_REMEMBERED: usize = 2 * 1024;

/// How many texts are kept for good, and how many bytes of them.
const MAX_KEPT: usize = 1024;
const MAX_KEPT_BYTES: usize = 1024 * 1024;

/// What was found of a text.
pub(super) enum Found {
    Kept(&'static QueryText),
    /// There are too many to keep.
    Made(QueryText),
}

/// What a text says.
pub(super) fn find(text: &str, language: Language) -> Found {
    if text.len() > MAX_REMEMBERED {
        return keep(read(text, language), language);
    }
    let hash = hash(text);
    // At the end of a thread there is nothing to remember by.
    let remembered =
        SEEN.try_with(|seen| seen.borrow().get(slot(hash))?.as_ref()?.says(text, hash, language));
    if let Ok(Some(read)) = remembered {
        return Found::Kept(read);
    }
    let found = keep(read(text, language), language);
    if let Found::Kept(read) = found {
        let _ = SEEN.try_with(|seen| {
            remember(&mut seen.borrow_mut(), Seen { text: text.into(), hash, language, read });
        });
    }
    found
}

/// A text as it was made, and what it says.
struct Seen {
    text: Box<str>,
    hash: u64,
    language: Language,
    read: &'static QueryText,
}

impl Seen {
    fn says(&self, text: &str, hash: u64, language: Language) -> Option<&'static QueryText> {
        (self.hash == hash && self.language == language && *self.text == *text).then_some(self.read)
    }
}

thread_local! {
    static SEEN: RefCell<Vec<Option<Seen>>> = const { RefCell::new(Vec::new()) };
}

/// The last of those that share a slot is remembered.
fn remember(all: &mut Vec<Option<Seen>>, seen: Seen) {
    if all.is_empty() {
        all.resize_with(SLOTS, || None);
    }
    if let Some(slot) = all.get_mut(slot(seen.hash)) {
        *slot = Some(seen);
    }
}

fn slot(hash: u64) -> usize {
    // The upper bits are the best mixed ones.
    (hash >> 32) as usize % SLOTS
}

/// Eight bytes at a time. Who makes two texts alike only makes them forgotten.
fn hash(text: &str) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = text.len() as u64;
    for chunk in text.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(MIX);
    }
    hash ^ (hash >> 29)
}

/// What is kept for good, by the text without its values.
struct Kept {
    all: HashMap<(Language, &'static str), &'static QueryText>,
    bytes: usize,
}

static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

fn keep(read: QueryText, language: Language) -> Found {
    let Some(text) = &read.text else { return Found::Made(read) };
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let Kept { all, bytes } = kept.get_or_insert_with(|| Kept { all: HashMap::new(), bytes: 0 });
    if let Some(known) = all.get(&(language, &**text)) {
        return Found::Kept(known);
    }
    let parts = [&read.text, &read.summary, &read.operation, &read.collection];
    let size = size_of::<QueryText>() + parts.into_iter().flatten().map(|part| part.len()).sum::<usize>();
    if all.len() >= MAX_KEPT || *bytes + size > MAX_KEPT_BYTES {
        return Found::Made(read);
    }
    *bytes += size;
    let read: &'static QueryText = Box::leak(Box::new(read));
    if let Some(text) = &read.text {
        all.insert((language, text), read);
    }
    Found::Kept(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str, system: &str) -> Option<&'static QueryText> {
        match find(text, Language::of(system)) {
            Found::Kept(read) => Some(read),
            Found::Made(_) => None,
        }
    }

    #[test]
    fn texts_that_differ_in_their_values_are_kept_once() {
        let first = kept("SELECT a FROM once WHERE b = 1", "sqlite").unwrap();
        for text in [
            "SELECT a FROM once WHERE b = 1",
            "SELECT a FROM once WHERE b = 22",
            "SELECT a\nFROM once WHERE b = ?",
        ] {
            assert!(std::ptr::eq(first, kept(text, "sqlite").unwrap()), "{text}");
        }
        assert!(!std::ptr::eq(first, kept("SELECT a FROM once WHERE b = 1", "postgresql").unwrap()));
    }

    #[test]
    fn a_language_reads_only_its_own() {
        // In MySQL a text, elsewhere a name.
        let text = "SELECT \"ada\" FROM t";
        let told = |system| kept(text, system).unwrap().text.as_deref();
        assert_eq!((told("mysql"), told("postgresql")), (Some("SELECT ? FROM t"), Some(text)));
        assert!(kept(text, "mongodb").is_none() && kept("{\"find\":\"t\"}", "mongodb").is_some());
    }

    #[test]
    fn those_that_share_a_slot_are_told_apart() {
        for round in 0..3 {
            for table in 0..4 * SLOTS {
                let text = format!("SELECT {round} FROM slot{}", table % 100);
                let read = kept(&text, "sqlite").unwrap();
                assert_eq!(read.collection.as_deref(), text.rsplit(' ').next());
            }
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_is_not_kept() {
        for (text, operation) in [
            ("select 'a", Some("SELECT")),
            ("\n (SELECT 'a", None),
            ("hunter2 'a", None),
            ("SELECTED 'a", None),
            ("'", None),
            ("", None),
        ] {
            let Found::Made(read) = find(text, Language::of("postgresql")) else { panic!("{text}") };
            assert_eq!((read.text.as_deref(), read.operation.as_deref()), (None, operation), "{text}");
        }
    }
}
