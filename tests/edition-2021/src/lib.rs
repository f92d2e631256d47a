//! The shapes of functions once more, in an older edition; there is no library.
