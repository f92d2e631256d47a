//! From a failure to an event of `sentry`: a pure translation.

use sentry::protocol::{self, Context, Event, Exception, Mechanism, SpanId, TraceId};

use super::stacktrace;
use crate::failure::{Chain, FailedSpan, Link, Trace};
use crate::propagation::TraceContext;

/// Who saw an error, and whether the program goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    mechanism: &'static str,
    is_handled: bool,
}

impl How {
    /// A function returned it.
    pub(crate) const FUNCTION: Self = Self { mechanism: "auto.function.rina_trace", is_handled: true };
    /// The program said so.
    pub(crate) const GENERIC: Self = Self { mechanism: "generic", is_handled: true };

    /// It has left a server, or a thread.
    pub(crate) const fn unhandled(mechanism: &'static str) -> Self {
        Self { mechanism, is_handled: false }
    }

    pub(super) fn mechanism(self) -> Mechanism {
        self.of(self.mechanism)
    }

    /// Of what caused it.
    fn chained(self) -> Mechanism {
        self.of("chained")
    }

    fn of(self, ty: &str) -> Mechanism {
        Mechanism { ty: ty.to_owned(), handled: Some(self.is_handled), ..Mechanism::default() }
    }
}

/// The causes first, as Sentry wants them; the trace is of the one at `seen`.
pub(super) fn of_chain(chain: &Chain, seen: usize, trace: &Trace, how: How) -> Event<'static> {
    let last = chain.0.len().saturating_sub(1);
    let exceptions = chain.0.iter().enumerate().map(|(index, link)| Exception {
        stacktrace: (index == seen).then(|| stacktrace::of(trace)).flatten(),
        mechanism: Some(if index == last { how.mechanism() } else { how.chained() }),
        ..exception(link)
    });
    let exception = exceptions.collect::<Vec<_>>().into();
    Event { exception, level: sentry::Level::Error, ..Event::default() }
}

fn exception(link: &Link) -> Exception {
    // The dots of a path before the type: those of its arguments are not meant.
    let name = &*link.type_name;
    let end = name.find('<').unwrap_or(name.len());
    let (module, ty) = match name.get(..end).and_then(|path| path.rfind("::")) {
        Some(at) => (name.get(..at).map(str::to_owned), name.get(at + 2..).unwrap_or(name)),
        None => (None, name),
    };
    let value = (!link.text.is_empty()).then(|| link.text.to_string());
    Exception { ty: ty.to_owned(), value, module, ..Exception::default() }
}

/// The span that an event is about.
pub(super) fn trace_context(trace: &TraceContext, span: &FailedSpan) -> Context {
    // Where nothing is recorded, the id is that of another span than the one that failed.
    let callsite = span.callsite.filter(|_| span.is_recorded);
    let id = |id: crate::id::SpanId| SpanId::from(id.get().to_be_bytes());
    Context::Trace(Box::new(protocol::TraceContext {
        trace_id: TraceId::from(trace.trace_id.get().to_be_bytes()),
        span_id: id(span.id),
        parent_span_id: span.parent.map(id),
        op: callsite.map(|callsite| callsite.op().to_owned()),
        origin: callsite.map(|callsite| callsite.origin().as_str().to_owned()),
        ..protocol::TraceContext::default()
    }))
}
