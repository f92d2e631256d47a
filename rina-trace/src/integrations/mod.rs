//! Other crates' ways to serve and to call, traced: a folder and a feature for each.
//!
//! Each knows the doors of this crate and its own library; known by users alone.

#[cfg(feature = "tower")]
mod grpc;
pub mod queue;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;
