//! Sentry tracing by attribute.

mod callsite;
mod clock;
mod envelope;
mod id;
mod propagation;
mod record;
mod segment;
mod stats;
mod status;
mod transport;
mod value;

pub use callsite::{Callsite, Origin};
pub use id::{SpanId, TraceId};
pub use segment::{NameSource, Segment, SpanView, User};
pub use stats::Stats;
pub use status::SpanStatus;
pub use value::{IntoValue, Key, Text, Value};
