//! The configuration: what the program says, over what the environment says, over the defaults.
//!
//! Collected without judgement by the builder; read once, by [`Config::try_init`], which is where everything that
//! is wrong is said. Known by users, by `init` and by the captures of tests.

mod env;
mod error;
mod errors;
mod privacy;
mod resolve;

use std::sync::Arc;

use sentry::TransportFactory;
use sentry::protocol::Event;

pub use self::env::Spotlight;
pub use self::error::ConfigError;
pub(crate) use self::resolve::Resolved;
use crate::hub::ErrorFilter;
use crate::sampling::{Sampler, SamplingContext};
use crate::segment::Segment;
use crate::sensitive::Sensitive;

/// Sees each segment before it is sent, on the worker thread.
pub(crate) type BeforeSendTransaction = Arc<dyn Fn(Segment) -> Option<Segment> + Send + Sync>;

/// Sees each event of `sentry` before it is sent.
pub(crate) type BeforeSend = Arc<dyn Fn(Event<'static>) -> Option<Event<'static>> + Send + Sync>;

/// How rina-trace records and sends; ends in [`init`](Self::init) or [`try_init`](Self::try_init).
///
/// ```
/// let guard = rina_trace::Config::from_env()
///     .environment("test")
///     .traces_sample_rate(0.25)
///     .sample_op("gen_ai.*", 1.0)
///     .try_init()?;
/// # drop(guard);
/// # Ok::<(), rina_trace::ConfigError>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "a configuration does nothing before `init()`"]
pub struct Config {
    env: env::Environment,
    dsn: Option<String>,
    environment: Option<String>,
    release: Option<String>,
    server_name: Option<String>,
    org_id: Option<String>,
    traces_sample_rate: Option<f64>,
    sample_rate: Option<f64>,
    sample_ops: Vec<(String, f64)>,
    sampler: Option<Sampler>,
    before_send_transaction: Option<BeforeSendTransaction>,
    before_send: Option<BeforeSend>,
    ignore_errors: Vec<String>,
    capture_errors: bool,
    error_filter: Option<ErrorFilter>,
    ignore_spans: Vec<String>,
    targets: Option<Vec<String>>,
    max_spans: Option<usize>,
    stream_gen_ai_spans: Option<bool>,
    propagate_traceparent: bool,
    strict_trace_continuation: bool,
    send_default_pii: bool,
    record_ai_inputs: Option<bool>,
    record_ai_outputs: Option<bool>,
    console: bool,
    spotlight: Option<Spotlight>,
    debug: Option<bool>,
    transport: Option<Arc<dyn TransportFactory>>,
    hash_key: Option<Sensitive<String>>,
    allow_keys: Vec<String>,
    deny_keys: Vec<String>,
}

impl Config {
    /// The defaults, whatever the environment says.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the environment says, over the defaults: `SENTRY_DSN`, `SENTRY_ENVIRONMENT`, `SENTRY_RELEASE`,
    /// `SENTRY_TRACES_SAMPLE_RATE`, `SENTRY_SAMPLE_RATE`, `SENTRY_DEBUG`, `SENTRY_SPOTLIGHT`,
    /// `RINA_TRACE_HASH_KEY`, and, for a process that another one started within a trace, `SENTRY_TRACE` and
    /// `SENTRY_BAGGAGE` (not read if `SENTRY_USE_ENVIRONMENT` is false).
    pub fn from_env() -> Self {
        Self { env: env::Environment::read(), ..Self::default() }
    }

    /// Where to send: `https://<key>@<host>/<project>`. Without one nothing is sent.
    pub fn dsn(mut self, dsn: impl Into<String>) -> Self {
        self.dsn = Some(dsn.into());
        self
    }

    /// Such as `production`; by default `development` in a debug build and `production` in a release build.
    pub fn environment(mut self, environment: impl Into<String>) -> Self {
        self.environment = Some(environment.into());
        self
    }

    /// The version of the program, such as `app@1.2.3`.
    pub fn release(mut self, release: impl Into<String>) -> Self {
        self.release = Some(release.into());
        self
    }

    /// The name of the machine or the instance; by default its host name, if the system says it.
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// The organisation that traces are continued for; by default the one in the DSN's host.
    pub fn org_id(mut self, id: impl Into<String>) -> Self {
        self.org_id = Some(id.into());
        self
    }

    /// The share of traces to keep that start here, from 0.0 (none) to 1.0 (all).
    ///
    /// Not set, it is 1.0 in the environment `development`; elsewhere traces are continued and propagated, and
    /// nobody decides about them here.
    pub fn traces_sample_rate(mut self, rate: f64) -> Self {
        self.traces_sample_rate = Some(rate);
        self
    }

    /// The share of the events of `sentry` to keep, from 0.0 to 1.0; by default all.
    pub fn sample_rate(mut self, rate: f64) -> Self {
        self.sample_rate = Some(rate);
        self
    }

    /// Another rate for traces whose first operation matches: `gen_ai.chat`, `gen_ai.*` or `*`.
    ///
    /// The longest pattern that matches wins.
    pub fn sample_op(mut self, pattern: impl Into<String>, rate: f64) -> Self {
        self.sample_ops.push((pattern.into(), rate));
        self
    }

    /// Asked for the rate of each segment that starts; `None` leaves it to the next rule.
    ///
    /// Goes before the decision that came with the trace. An answer that is no share from 0.0 to 1.0, or a
    /// panic, is unsampled and said once as a warning.
    pub fn traces_sampler<F>(mut self, sampler: F) -> Self
    where
        F: Fn(&SamplingContext<'_>) -> Option<f64> + Send + Sync + 'static,
    {
        self.sampler = Some(Arc::new(sampler));
        self
    }

    /// Sees each segment before it is sent, on the worker thread; `None` drops it. Secrets are filtered afterwards.
    pub fn before_send_transaction<F>(mut self, f: F) -> Self
    where
        F: Fn(Segment) -> Option<Segment> + Send + Sync + 'static,
    {
        self.before_send_transaction = Some(Arc::new(f));
        self
    }

    /// Sees each event of `sentry` before it is sent; `None` drops it. Secrets are filtered afterwards.
    pub fn before_send<F>(mut self, f: F) -> Self
    where
        F: Fn(Event<'static>) -> Option<Event<'static>> + Send + Sync + 'static,
    {
        self.before_send = Some(Arc::new(f));
        self
    }

    /// Errors are not sent if one of these is part of their type or their text; see also
    /// [`error_filter`](Self::error_filter).
    pub fn ignore_errors<T: Into<String>>(mut self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.ignore_errors.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Spans are not kept if one of these is part of their operation or their name.
    ///
    /// A segment whose root matches is not recorded at all; a span below it is left out, and what is below that
    /// goes to its parent.
    pub fn ignore_spans<T: Into<String>>(mut self, patterns: impl IntoIterator<Item = T>) -> Self {
        self.ignore_spans.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Where the trace may be told: URLs that contain one of these, in any case. By default all, with an empty
    /// list none. The host of the DSN is never told.
    ///
    /// Asked by [`trace_headers_for`](crate::trace_headers_for), and for each request by the middleware of reqwest.
    pub fn trace_propagation_targets<T: Into<String>>(
        mut self,
        targets: impl IntoIterator<Item = T>,
    ) -> Self {
        self.targets = Some(targets.into_iter().map(Into::into).collect());
        self
    }

    /// How many spans below the root a segment keeps; by default 1000, which is what Sentry's SDKs keep.
    pub fn max_spans(mut self, spans: usize) -> Self {
        self.max_spans = Some(spans);
        self
    }

    /// Sends spans of AI models (operations below `gen_ai.`) in span v2, as an item of their own beside the transaction:
    /// by default true, which is what Sentry's SDKs do.
    ///
    /// False keeps them in the transaction, for a Sentry of one's own that is older than the item. Spotlight gets them
    /// so in any case. Their parents stay the same, and so does what is below them.
    pub fn stream_gen_ai_spans(mut self, on: bool) -> Self {
        self.stream_gen_ai_spans = Some(on);
        self
    }

    /// Tells the trace to services that know only W3C's `traceparent`, too.
    pub fn propagate_traceparent(mut self, on: bool) -> Self {
        self.propagate_traceparent = on;
        self
    }

    /// Continues only traces that name the organisation of this service, or, where this service has none, no
    /// organisation.
    pub fn strict_trace_continuation(mut self, on: bool) -> Self {
        self.strict_trace_continuation = on;
        self
    }

    /// Prints each finished segment as a waterfall to stderr.
    #[cfg(feature = "console")]
    pub fn console(mut self, on: bool) -> Self {
        self.console = on;
        self
    }

    /// Sends a copy of everything to Spotlight: true for `http://localhost:8969/stream`, or a URL.
    pub fn spotlight(mut self, spotlight: impl Into<Spotlight>) -> Self {
        self.spotlight = Some(spotlight.into());
        self
    }

    /// Explains through `tracing`, with the target `rina_trace`, what happens and why.
    pub fn debug(mut self, on: bool) -> Self {
        self.debug = Some(on);
        self
    }

    /// Sends by a transport of the user's instead of ours: for tests and special deliveries.
    ///
    /// Segments come to it as raw envelopes, byte for byte as they would be sent.
    pub fn transport(mut self, factory: impl TransportFactory + 'static) -> Self {
        self.transport = Some(Arc::new(factory));
        self
    }
}
