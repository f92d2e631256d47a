//! What leaves the process and what comes into it, by the public API alone: headers, decisions, configuration, and
//! the bytes that a server receives.
//!
//! Tests that only look at headers run in a capture of their own. Tests that start rina-trace have a server of
//! their own and wait for each other, because a process has one client; where the environment or what is said
//! through `tracing` matters, the test starts this binary once more, see `process`.

#![allow(clippy::pedantic, reason = "tests say what they mean")]

mod app;
mod baggage;
mod children;
mod process;
mod server;

mod actix;
mod ai;
mod beside;
mod caches;
mod callbacks;
mod client;
mod configuration;
mod conventions;
mod db;
mod delivery;
mod edge;
mod errors;
mod events;
mod gen_ai;
mod incoming;
mod losses;
mod organisation;
mod outgoing;
mod pages;
mod peers;
mod queues;
mod relay;
mod rpc;
mod sampling;
mod secrets;
mod targets;
mod transaction;
