//! What segments are recorded by: the settings, the sampling rules and the sink; and the one global of them.
//!
//! Made from the configuration once, or by a capture of tests, which lives beside the global one. Knows sampling,
//! propagation and the sink; known by the recorder and everything above it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use rina_trace_conventions::http::Url;

use crate::callsite::{Callsite, ErrPolicy};
use crate::failure::CapturedError;
use crate::name_source::NameSource;
use crate::propagation::{Continuation, Dsc, DscFields, OrgPolicy, TraceContext};
use crate::sampling::Rules;
use crate::scrub;
use crate::sink::Sink;

/// Decides about a failure in an environment.
pub(crate) type ErrorFilter = Arc<dyn Fn(&CapturedError<'_>, &str) -> bool + Send + Sync>;

/// The limit of Sentry's own SDKs for spans below the root of one transaction.
pub(crate) const DEFAULT_MAX_SPANS: usize = 1000;

/// What all segments of one configuration share.
pub(crate) struct Hub {
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) rules: Rules,
    /// Spans kept below the root of one segment.
    pub(crate) max_spans: usize,
    /// Segments that are not sampled are recorded all the same, for somebody who watches on this machine.
    pub(crate) records_unsampled: bool,
    pub(crate) identity: Identity,
    pub(crate) propagate_traceparent: bool,
    pub(crate) strict_continuation: bool,
    /// Spans whose operation or name contains one of them are not wanted.
    pub(crate) ignore_spans: Arc<[String]>,
    /// URLs that the trace may be told to contain one of these; `None`: all.
    pub(crate) targets: Option<Vec<String>>,
    /// Host and port of the DSN, which are never told.
    pub(crate) sentry_at: Option<(String, u16)>,
    /// The trace that the process itself was started in.
    pub(crate) process: Option<Continuation>,
    /// A function that says nothing of it wants an event of its failure.
    pub(crate) captures_errors: bool,
    /// Asked whether an event is to be sent of a failure.
    pub(crate) error_filter: Option<ErrorFilter>,
    /// Events are ours to link and a span of `sentry` is ours to continue: there is a client.
    pub(crate) sentry: bool,
    /// The client was there before, and sends spans of its own.
    pub(crate) sentry_traces: bool,
    /// What is recorded of the calls to models.
    pub(crate) contents: Contents,
}

/// Whether the prompts and the answers of models are recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contents {
    pub(crate) inputs: bool,
    pub(crate) outputs: bool,
}

/// What the sampling context says of this service.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    pub(crate) public_key: Option<String>,
    pub(crate) release: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) org_id: Option<String>,
    /// The sampling context goes to other services, too, and has the name of the transaction in it.
    pub(crate) scrub: Arc<scrub::Rules>,
}

impl Identity {
    /// The sampling context of a trace that starts here, as it is when it first leaves the process.
    pub(crate) fn freeze(&self, trace: &TraceContext, name: &str, source: NameSource) {
        trace.dsc.get_or_init(|| {
            let Self { public_key, release, environment, org_id, scrub } = self;
            // Sentry takes no context without the key of the project that it was made for.
            let Some(public_key) = public_key else { return Dsc::default() };
            let scrubbed = scrub.text(name);
            let name = scrubbed.as_deref().unwrap_or(name);
            Dsc::new(&DscFields {
                trace_id: trace.trace_id,
                public_key,
                release: release.as_deref(),
                environment: environment.as_deref(),
                org_id: org_id.as_deref(),
                transaction: Some((name, source)),
                sample_rate: trace.sample_rate,
                sample_rand: trace.sample_rand,
                sampled: trace.sampled,
            })
        });
    }
}

impl Hub {
    /// True if the trace may be told to this URL.
    pub(crate) fn propagates_to(&self, url: &str) -> bool {
        let Some(targets) = &self.targets else { return !self.is_sentry(url) };
        let lower = url.to_lowercase();
        !self.is_sentry(url) && targets.iter().any(|target| lower.contains(&target.to_lowercase()))
    }

    /// True if a request to this URL goes to where the segments go.
    pub(crate) fn is_sentry(&self, url: &str) -> bool {
        // Another port of the same host is another service: on the machine of a developer all are there.
        self.sentry_at.as_ref().is_some_and(|(host, port)| {
            let url = Url::parse(url);
            url.host.eq_ignore_ascii_case(host) && url.port_or_default() == Some(*port)
        })
    }

    /// Which traces of others are continued.
    pub(crate) fn org_policy(&self) -> OrgPolicy<'_> {
        OrgPolicy { our_org: self.identity.org_id.as_deref(), strict: self.strict_continuation }
    }
}

/// True if one of the patterns is part of the operation or the name.
pub(crate) fn ignores(patterns: &[String], op: &str, name: &str) -> bool {
    patterns.iter().any(|pattern| op.contains(&**pattern) || name.contains(&**pattern))
}

static GLOBAL: RwLock<Option<Arc<Hub>>> = RwLock::new(None);

/// Twice the number of hubs that are in use. The lowest bit: nobody has asked before the first of them came.
static STATE: AtomicUsize = AtomicUsize::new(UNASKED);

const UNASKED: usize = 1;
const ONE_HUB: usize = 2;

/// True if a traced function may have something to record.
#[inline]
pub(crate) fn is_on() -> bool {
    STATE.load(Ordering::Relaxed) != 0
}

/// How many hubs capture the errors of functions that say nothing of it.
static CAPTURING: AtomicUsize = AtomicUsize::new(0);

/// True if an event may be wanted of the failure of a function, whether its span is kept or not.
#[inline(always)]
pub(crate) fn may_capture(callsite: &Callsite) -> bool {
    match callsite.rules.err {
        ErrPolicy::Capture => is_on(),
        ErrPolicy::Configured => CAPTURING.load(Ordering::Relaxed) != 0,
        ErrPolicy::Record | ErrPolicy::Ignore => false,
    }
}

/// A hub in use: while it lives, traced functions look for their hub.
pub(crate) struct InUse {
    captures_errors: bool,
}

impl InUse {
    pub(crate) fn new(captures_errors: bool) -> Self {
        STATE.fetch_add(ONE_HUB, Ordering::Relaxed);
        CAPTURING.fetch_add(usize::from(captures_errors), Ordering::Relaxed);
        Self { captures_errors }
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        CAPTURING.fetch_sub(usize::from(self.captures_errors), Ordering::Relaxed);
        STATE.fetch_sub(ONE_HUB, Ordering::Relaxed);
    }
}

/// Makes a hub the global one. Gives back the one that was.
pub(crate) fn install(hub: Option<Arc<Hub>>) -> Option<Arc<Hub>> {
    // Whoever asked before has been told, or need not be.
    STATE.fetch_and(!UNASKED, Ordering::Relaxed);
    std::mem::replace(&mut *GLOBAL.write().unwrap_or_else(PoisonError::into_inner), hub)
}

pub(crate) fn global() -> Option<Arc<Hub>> {
    GLOBAL.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// True for one caller, if any asks before the first hub is there.
pub(crate) fn is_first_to_ask() -> bool {
    STATE.fetch_and(!UNASKED, Ordering::Relaxed) & UNASKED != 0
}
