//! Sentry's semantic conventions as tables: operations, attributes, what is deprecated, what is secret.
//!
//! Knows nothing; known by the macros, which check what is written against it, and by the runtime, which scrubs.

pub mod secret;
