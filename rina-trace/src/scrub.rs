//! What is secret never leaves the process: filtered by its key, or by its form where it stands in a text.
//!
//! Runs on the worker, last before anything is shown or encoded. Pure. Knows segments and what `sentry` makes; known
//! by the pipeline for the one, by the transport for the other, and by the hub for what goes into headers.

mod event;
mod json;
mod keys;
mod known;
mod request;
mod segment;
mod text;

pub(crate) use self::keys::Rules;
pub(crate) use self::segment::Segments;

use self::keys::Verdict;
use crate::hash::is_hashed;
use crate::sensitive::is_hidden;

/// True for a text that was made to be seen in the place of a secret: it is not filtered once more.
fn is_made_safe(text: &str) -> bool {
    is_hidden(text) || is_hashed(text)
}
