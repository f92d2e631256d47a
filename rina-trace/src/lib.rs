//! Sentry tracing by attribute.

mod call;
mod callsite;
mod clock;
mod config;
#[cfg(feature = "console")]
mod console;
mod current;
mod envelope;
mod errors;
mod explain;
mod fields;
mod future;
mod hub;
mod id;
mod init;
mod opened;
mod outcome;
mod pipeline;
mod propagation;
mod record;
mod recorder;
mod remote;
mod sampling;
mod seat;
mod segment;
mod sink;
mod span;
mod stack;
mod start;
mod stats;
mod status;
mod surroundings;
mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
mod value;

#[doc(hidden)]
pub mod __private;

pub use callsite::{Callsite, Origin};
pub use config::{Config, ConfigError, Spotlight};
pub use current::{
    CurrentSpan, add_transaction_data, add_transaction_tags, current, set_transaction_name, set_user,
};
pub use errors::capture_error;
pub use id::{SpanId, TraceId};
pub use init::{Guard, init};
pub use propagation::{Carrier, TraceHeaders};
pub use remote::{ContinueFrom, RemoteParent, continue_trace, trace_headers, trace_headers_for};
pub use rina_trace_macros::{span, traced};
pub use sampling::{InvalidRate, SampleRate, SamplingContext};
pub use segment::{NameSource, Segment, SpanView, User};
pub use span::{Entered, InSpan, Span, WithSpan};
pub use stats::Stats;
pub use status::SpanStatus;
pub use task::{InCurrentSpan, bind, in_current_span, thread};
#[cfg(feature = "tokio")]
pub use task::{spawn, spawn_blocking};
pub use value::{IntoValue, Key, Text, Value};
