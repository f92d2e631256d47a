//! The attributes of rina-trace.
