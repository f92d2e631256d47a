//! A server under load, as a benchmark; there is no library.
