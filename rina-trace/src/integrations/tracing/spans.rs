//! The spans of `tracing` that are open and are ours, by their ids.
//!
//! Beside the registry and not in its extensions, which allocate for each value: so a span that is not kept costs no
//! allocation. Several locks, because all threads of a program open spans. No code of the user runs under them.
//! Known by the layer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::site::Site;
use crate::span::Span;

const SHARDS: usize = 16;

/// What is known of an open span.
pub(super) struct Held {
    pub(super) span: Span,
    /// `None` for a span that is not kept: nobody wants to know.
    pub(super) site: Option<&'static Site>,
}

#[derive(Default)]
pub(super) struct Spans {
    shards: [Mutex<HashMap<u64, Held>>; SHARDS],
    open: AtomicUsize,
}

impl Spans {
    pub(super) fn insert(&self, id: u64, held: Held) {
        let before = self.shard(id).insert(id, held);
        match before {
            // An id is used again only after it was closed, so this is none that anybody waits for.
            Some(before) => drop(before),
            None => {
                self.open.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn remove(&self, id: u64) -> Option<Held> {
        if self.is_empty() {
            return None;
        }
        let held = self.shard(id).remove(&id)?;
        self.open.fetch_sub(1, Ordering::Relaxed);
        Some(held)
    }

    /// Looks at one of them.
    pub(super) fn with<R>(&self, id: u64, look: impl FnOnce(&mut Held) -> R) -> Option<R> {
        if self.is_empty() {
            return None;
        }
        self.shard(id).get_mut(&id).map(look)
    }

    /// Whoever was told of a span's id has seen it counted.
    fn is_empty(&self) -> bool {
        self.open.load(Ordering::Relaxed) == 0
    }

    fn shard(&self, id: u64) -> MutexGuard<'_, HashMap<u64, Held>> {
        // Ids differ in their lower bits within a thread, and in upper ones between threads.
        let mixed = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SHARDS.trailing_zeros());
        self.shards[mixed as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
