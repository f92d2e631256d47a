//! Sentry tracing by attribute.

mod callsite;
mod clock;
mod id;
mod outcome;
mod propagation;
mod record;
mod segment;
mod status;
mod value;

#[doc(hidden)]
pub mod __private;

pub use callsite::{Callsite, Origin};
pub use id::{SpanId, TraceId};
pub use rina_trace_macros::{span, traced};
pub use segment::{NameSource, Segment, SpanView, User};
pub use status::SpanStatus;
pub use value::{IntoValue, Key, Text, Value};
