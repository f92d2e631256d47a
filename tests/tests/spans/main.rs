//! The life of a span: when it begins and ends, what it is below, how it ended and what was said about it.
//!
//! Everything goes through the public face and is read as a printed tree: ids are counted, there are no times.
//! Only `durations` sleeps, and it asks no more than that a span is as long as the sleep.

mod by_hand;
mod caches;
mod cancellation;
mod durations;
mod endings;
mod guards;
mod late;
mod layer;
mod limits;
mod links;
mod nesting;
mod outcomes;
mod panics;
mod polls;
mod said;
mod segments;
mod streams;
mod tasks;
mod threads;
