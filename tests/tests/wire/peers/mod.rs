//! One trace through services in three languages: real processes with the real SDKs, and this crate between them.
//!
//! The services are `tests/peers/service.cjs` (`@sentry/node`) and `service.py` (`sentry-sdk`); the one in Rust is an
//! axum server of this process. All of them send to servers in Sentry's place, and say what they were told. Where
//! Node.js, Python or a package cannot be had, the tests say so and pass; with `RINA_REQUIRE_PEERS=1` that is a
//! failure.

pub(crate) mod installed;
mod middle;
mod seen;
pub(crate) mod services;
mod way;

mod languages;
mod organisations;
