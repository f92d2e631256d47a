//! Sentry tracing by attribute.

mod callsite;
mod clock;
mod id;
mod propagation;
mod record;
mod sampling;
mod segment;
mod status;
mod value;

pub use callsite::{Callsite, Origin};
pub use id::{SpanId, TraceId};
pub use propagation::{Carrier, TraceHeaders};
pub use sampling::{InvalidRate, SampleRate, SamplingContext};
pub use segment::{NameSource, Segment, SpanView, User};
pub use status::SpanStatus;
pub use value::{IntoValue, Key, Text, Value};
