//! The tests stand beside this file; there is no library.
