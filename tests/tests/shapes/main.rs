//! Every shape of function that compiles without the attribute compiles with it, and does the same.
//!
//! Built in two editions, because a macro of edition 2024 expands in crates of every edition. What rustc says of
//! functions that do not compile is in `ui`; what is recorded is in `spans`.

// The shapes are what they are: the lints are looked at in `lints`.
#![allow(dead_code, clippy::pedantic, clippy::all)]

mod asynchronous;
mod attributes;
mod blocks;
mod declared;
mod deferred;
mod fields;
mod generics;
mod hygiene;
mod limits;
mod lints;
mod methods;
mod models;
mod queries;
mod requests;
mod results;
mod sync;

use std::future::Future;

/// Runs a future on a thread of its own kind, so that it has to be `Send`.
fn spawned<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::spawn(future).await.unwrap() })
}

/// Runs a future that may borrow.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}
