//! What the compiler says of wrong attributes; there is no library.
