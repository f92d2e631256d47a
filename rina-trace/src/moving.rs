//! Moving over from `sentry-tracing` and `sentry-tower`, one crate at a time.
