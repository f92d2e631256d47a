//! Which keys look as if their value were a secret.
//!
//! Known by the macros, for what is written in attributes, and by the runtime, for keys that no compiler saw.
