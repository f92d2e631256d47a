//! Lines of a log with the ids of the trace and the span they were written in. Known by users.

use std::fmt;

use ::tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::current::current;

/// Writes `trace_id` and `span_id` into each line that another format writes, where there is a trace.
///
/// Wraps any format of `tracing_subscriber::fmt`; [`TraceIds::new`] writes them in front, [`TraceIds::json`] as the
/// first members of an object. In a trace that is not sampled the span is the root of the segment.
///
/// ```
/// use rina_trace::tracing::TraceIds;
/// use tracing_subscriber::fmt;
///
/// let lines = fmt::layer::<tracing_subscriber::Registry>().compact().map_event_format(TraceIds::new);
/// # drop(lines); // .json().map_event_format(TraceIds::json) where lines are objects
/// ```
#[derive(Debug, Clone)]
pub struct TraceIds<F> {
    inner: F,
    json: bool,
}

impl<F> TraceIds<F> {
    /// Writes `trace_id=.. span_id=..` and a space in front of the line.
    pub fn new(inner: F) -> Self {
        Self { inner, json: false }
    }

    /// Writes `"trace_id":"..","span_id":".."` into a line that is a JSON object.
    pub fn json(inner: F) -> Self {
        Self { inner, json: true }
    }
}

impl<S, N, F> FormatEvent<S, N> for TraceIds<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let span = current();
        let (Some(trace_id), Some(span_id)) = (span.trace_id(), span.span_id()) else {
            return self.inner.format_event(context, writer, event);
        };
        if !self.json {
            write!(writer, "trace_id={trace_id} span_id={span_id} ")?;
            return self.inner.format_event(context, writer, event);
        }
        let mut line = String::new();
        self.inner.format_event(context, Writer::new(&mut line), event)?;
        match line.strip_prefix('{') {
            Some(members) => {
                let comma = if members.trim_start().starts_with('}') { "" } else { "," };
                write!(writer, r#"{{"trace_id":"{trace_id}","span_id":"{span_id}"{comma}{members}"#)
            }
            None => writer.write_str(&line),
        }
    }
}
