//! The examples stand beside this file; there is no library.
