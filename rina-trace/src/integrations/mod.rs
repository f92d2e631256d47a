//! Other crates' ways to serve and to call, traced: a folder and a feature for each.
//!
//! Each knows the doors of this crate and its own library; known by users alone.

pub mod queue;
#[cfg(feature = "tower")]
pub mod tower;
