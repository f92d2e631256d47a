//! From what was said to what holds: option over environment over default, each judged here.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use sentry::types::Dsn;
use sentry::{ClientOptions, Transport, TransportOptions};

use super::env::Spotlight;
use super::{BeforeSend, BeforeSendTransaction, Config, ConfigError};
use crate::env::boolean;
use crate::errors::{Link, link_log, link_metric};
use crate::hub::{DEFAULT_MAX_SPANS, Hub, Identity};
use crate::propagation::{Incoming, OrgPolicy};
use crate::remote::accepted;
use crate::sampling::{OpRates, Rules, SampleRate};
use crate::sink::Sink;

/// What holds.
pub(crate) struct Resolved {
    pub(crate) dsn: Option<Dsn>,
    pub(crate) identity: Identity,
    pub(crate) rules: Rules,
    /// For the events of `sentry`.
    pub(crate) sample_rate: f64,
    pub(crate) spotlight: Option<String>,
    pub(crate) debug: bool,
    /// Segments that are not sampled are shown on this machine.
    pub(crate) records_unsampled: bool,
    pub(crate) config: Config,
}

impl Config {
    pub(crate) fn resolve(&self) -> Result<Resolved, ConfigError> {
        let dsn = self.resolve_dsn()?;
        let environment = or(self.environment.as_ref(), self.env.name.as_ref())
            .unwrap_or_else(|| if cfg!(debug_assertions) { "development" } else { "production" }.to_owned());
        let spotlight = Spotlight::url(self.spotlight.as_ref(), self.env.spotlight.as_deref());
        let watched = self.console || spotlight.is_some();
        let rate = rate_from(self.traces_sample_rate, "Config::traces_sample_rate")?.map_or_else(
            || rate_from_env(self.env.traces_sample_rate.as_deref(), "SENTRY_TRACES_SAMPLE_RATE"),
            |rate| Ok(Some(rate)),
        )?;
        // Nobody said how much to keep: all, where a developer is watching and nobody pays for it.
        let rate =
            rate.or((environment == "development" || (dsn.is_none() && watched)).then_some(SampleRate::ALL));
        let sample_rate = rate_from(self.sample_rate, "Config::sample_rate")?.map_or_else(
            || rate_from_env(self.env.sample_rate.as_deref(), "SENTRY_SAMPLE_RATE"),
            |rate| Ok(Some(rate)),
        )?;
        let mut ops = OpRates::default();
        for (pattern, rate) in &self.sample_ops {
            let from = format!("Config::sample_op(\"{pattern}\", ..)");
            let rate = SampleRate::new(*rate).map_err(|_| invalid_rate(rate.to_string(), from))?;
            ops.set(pattern, rate).map_err(|error| ConfigError::InvalidPattern {
                given: pattern.clone(),
                reason: error.to_string(),
            })?;
        }
        let identity = Identity {
            public_key: dsn.as_ref().map(|dsn| dsn.public_key().to_owned()),
            release: or(self.release.as_ref(), self.env.release.as_ref()),
            environment: Some(environment),
            org_id: self.org_id.clone().or_else(|| dsn.as_ref().and_then(org_id_of)),
            scrub: self.scrub_rules(),
        };
        self.check_hash_key()?;
        Ok(Resolved {
            dsn,
            identity,
            rules: Rules { sampler: self.sampler.clone(), ops, rate },
            sample_rate: sample_rate.map_or(1.0, SampleRate::get),
            spotlight,
            debug: self.debug.unwrap_or_else(|| self.env.debug.as_deref().and_then(boolean) == Some(true)),
            records_unsampled: watched && rate.is_none(),
            config: self.clone(),
        })
    }

    fn resolve_dsn(&self) -> Result<Option<Dsn>, ConfigError> {
        let (given, from) = match (&self.dsn, &self.env.dsn) {
            (Some(given), _) => (given, "Config::dsn"),
            (None, Some(given)) => (given, "SENTRY_DSN"),
            (None, None) => return Ok(None),
        };
        if given.trim().is_empty() {
            return Ok(None);
        }
        given.trim().parse().map(Some).map_err(|error: sentry::types::ParseDsnError| {
            ConfigError::InvalidDsn { given: given.clone(), reason: error.to_string(), from }
        })
    }
}

impl Resolved {
    /// A client of `sentry` that was there before says where to send and as whom, unless we were told.
    pub(crate) fn adopt(&mut self, options: &ClientOptions) {
        if self.dsn.is_none() {
            self.dsn.clone_from(&options.dsn);
            self.identity.public_key = self.dsn.as_ref().map(|dsn| dsn.public_key().to_owned());
            self.identity.org_id =
                self.config.org_id.clone().or_else(|| self.dsn.as_ref().and_then(org_id_of));
        }
        let said = |said: Option<&Cow<'static, str>>| said.map(|text| text.clone().into_owned());
        if self.config.release.is_none() {
            self.identity.release = said(options.release.as_ref()).or(self.identity.release.take());
        }
        if self.config.environment.is_none() {
            self.identity.environment =
                said(options.environment.as_ref()).or(self.identity.environment.take());
        }
    }

    /// The options of the client of `sentry`: `present`'s, or ours. `None` without a DSN.
    pub(crate) fn client_options(&self, present: Option<&ClientOptions>) -> Option<ClientOptions> {
        let dsn = self.dsn.clone()?;
        if let Some(present) = present {
            return Some(present.clone());
        }
        let mut options = ClientOptions::new()
            .maybe_release(self.identity.release.clone())
            .sample_rate(self.sample_rate as f32)
            .send_default_pii(self.config.send_default_pii)
            .add_integration(Link { ignore_errors: self.ignore_errors() });
        options.dsn = Some(dsn);
        options.environment = self.identity.environment.clone().map(Cow::Owned);
        options.server_name = self.server_name().map(Cow::Owned);
        options.before_send.clone_from(&self.config.before_send);
        options.before_send_log = Some(Arc::new(|log| Some(link_log(log))));
        options.before_send_metric = Some(Arc::new(|metric| Some(link_metric(metric))));
        // The client only hands over what it holds; to wait until that is sent is the guard's, once for all.
        options.shutdown_timeout = Duration::ZERO;
        Some(options)
    }

    /// The user's own transport, if there is one.
    pub(crate) fn transport(&self, options: &ClientOptions) -> Option<Arc<dyn Transport>> {
        let options = TransportOptions::try_from_client_options(options)?;
        self.config.transport.as_ref().map(|factory| factory.create_transport_with_options(options))
    }

    pub(crate) fn server_name(&self) -> Option<String> {
        self.config.server_name.clone().or_else(crate::surroundings::host_name)
    }

    pub(crate) fn shows_on_console(&self) -> bool {
        self.config.console
    }

    pub(crate) fn streams_gen_ai_spans(&self) -> bool {
        self.config.stream_gen_ai_spans.unwrap_or(true)
    }

    pub(crate) fn ignore_errors(&self) -> Arc<[String]> {
        self.config.ignore_errors.clone().into()
    }

    pub(crate) fn ignore_spans(&self) -> Vec<String> {
        self.config.ignore_spans.clone()
    }

    pub(crate) fn before_send(&self) -> Option<BeforeSend> {
        self.config.before_send.clone()
    }

    pub(crate) fn before_send_transaction(&self) -> Option<BeforeSendTransaction> {
        self.config.before_send_transaction.clone()
    }

    pub(crate) fn hub(&self, sink: Arc<dyn Sink>, sentry: bool) -> Hub {
        let config = &self.config;
        let policy =
            OrgPolicy { our_org: self.identity.org_id.as_deref(), strict: config.strict_trace_continuation };
        let (trace, baggage) = (config.env.trace.as_deref(), config.env.baggage.as_deref());
        let process = Incoming::from_env(trace, baggage, policy);
        let process = accepted(process, "the trace in `SENTRY_TRACE`", policy.our_org);
        Hub {
            sink,
            rules: self.rules.clone(),
            max_spans: config.max_spans.unwrap_or(DEFAULT_MAX_SPANS),
            records_unsampled: self.records_unsampled,
            identity: self.identity.clone(),
            propagate_traceparent: config.propagate_traceparent,
            strict_continuation: config.strict_trace_continuation,
            ignore_spans: config.ignore_spans.clone().into(),
            targets: config.targets.clone(),
            sentry_at: self.dsn.as_ref().map(|dsn| (dsn.host().to_owned(), dsn.port())),
            process,
            captures_errors: config.capture_errors,
            contents: config.contents(),
            error_filter: config.error_filter.clone(),
            sentry,
            sentry_traces: false,
        }
    }
}

/// Option over environment; an empty text is not set.
fn or(option: Option<&String>, environment: Option<&String>) -> Option<String> {
    option.or(environment).filter(|text| !text.is_empty()).cloned()
}

/// The number in `o123.ingest.sentry.io`.
///
/// Source: <https://develop.sentry.dev/sdk/foundations/trace-propagation/#strict-trace-continuation>
fn org_id_of(dsn: &Dsn) -> Option<String> {
    let number = dsn.host().split_once('.')?.0.strip_prefix('o')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.to_owned())
}

fn rate_from(given: Option<f64>, from: &str) -> Result<Option<SampleRate>, ConfigError> {
    given
        .map(|rate| SampleRate::new(rate).map_err(|_| invalid_rate(rate.to_string(), from.to_owned())))
        .transpose()
}

fn rate_from_env(given: Option<&str>, from: &str) -> Result<Option<SampleRate>, ConfigError> {
    given.map(|text| text.parse().map_err(|_| invalid_rate(text.to_owned(), from.to_owned()))).transpose()
}

fn invalid_rate(given: String, from: String) -> ConfigError {
    ConfigError::InvalidRate { given, from }
}
