//! Other crates' ways to serve and to call, traced: a folder and a feature for each.
//!
//! Each knows the doors of this crate and its own library; known by users alone.

#[cfg(feature = "actix")]
pub mod actix;
#[cfg(any(feature = "actix", feature = "tower"))]
mod grpc;
mod outgoing;
pub mod queue;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(any(feature = "actix", feature = "tower"))]
mod server;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
#[cfg(feature = "tracing")]
pub mod tracing;
