//! Emptied buffers of sent segments, for those that start.
//!
//! With them a service that is warm does not allocate to record; without, each segment would grow its own by copying.
//! Known by the recorder, and by segments, which give theirs back when dropped.

use std::sync::{Mutex, PoisonError};

use crate::id::SpanId;
use crate::record::{Change, SpanRecord};

/// What a segment records into.
#[derive(Default)]
pub(crate) struct Buffers {
    pub(crate) spans: Vec<SpanRecord>,
    pub(crate) changes: Vec<(SpanId, Change)>,
}

/// How many are kept: as many segments as a busy service has open at a time.
const MAX_SPARE: usize = 64;

/// Larger buffers are not kept: 64 of these are at most 25 MB, and only after as many large segments at once.
const MAX_SPANS: usize = 2048;
const MAX_CHANGES: usize = 4096;

static SPARE: Mutex<Vec<Buffers>> = Mutex::new(Vec::new());

pub(crate) fn take() -> Buffers {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

/// Takes buffers back. What is in them is dropped here.
pub(crate) fn give(mut buffers: Buffers) {
    let fits = buffers.spans.capacity() <= MAX_SPANS && buffers.changes.capacity() <= MAX_CHANGES;
    if !fits || buffers.spans.capacity() == 0 {
        return;
    }
    buffers.spans.clear();
    buffers.changes.clear();
    let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    if spare.len() < MAX_SPARE {
        spare.push(buffers);
    }
}
