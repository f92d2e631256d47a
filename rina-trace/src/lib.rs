//! Sentry tracing by attribute.

mod callsite;
mod clock;
#[cfg(feature = "console")]
mod console;
mod id;
mod propagation;
mod record;
mod segment;
mod status;
mod value;

pub use callsite::{Callsite, Origin};
pub use id::{SpanId, TraceId};
pub use segment::{NameSource, Segment, SpanView, User};
pub use status::SpanStatus;
pub use value::{IntoValue, Key, Text, Value};
