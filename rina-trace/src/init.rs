//! The start and the end: makes the hub, the delivery and the client of `sentry` from the configuration.
//!
//! Known by users.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use sentry::{ClientInitGuard, ClientOptions};

use crate::config::{Config, ConfigError, Resolved};
use crate::envelope::{About, Facts};
use crate::errors;
use crate::explain::{self, explain};
use crate::hash;
use crate::hub::{self, Hub, InUse};
use crate::pipeline::{Pipeline, Sending};
use crate::stats::{Counters, Stats};
use crate::surroundings;
use crate::transport::{Delays, Delivery, Endpoint, Options, Proxies, SentryTransport};

/// As Sentry names its SDKs: the platform, then the part.
const SDK_NAME: &str = "sentry.rust.rina-trace";

/// How long the guard waits for what is still to be sent, when it is dropped.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// Starts rina-trace as the environment says.
///
/// What is wrong is said through `tracing`, and nothing is recorded then; [`Config::try_init`] returns it.
pub fn init() -> Guard {
    Config::from_env().init()
}

impl Config {
    /// Starts rina-trace. What is wrong is said through `tracing`, and nothing is recorded then.
    pub fn init(&self) -> Guard {
        self.try_init().unwrap_or_else(|error| {
            tracing::error!(target: "rina_trace", "rina-trace is switched off: {error}");
            Guard { running: None }
        })
    }

    /// Starts rina-trace.
    ///
    /// Without a DSN, Spotlight or the console there is nothing to start, and traced functions cost nothing.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the DSN or a rate is wrong, or if a guard is alive already.
    pub fn try_init(&self) -> Result<Guard, ConfigError> {
        let resolved = self.resolve()?;
        explain::set_debug(resolved.debug);
        if hub::global().is_some() {
            return Err(ConfigError::AlreadyInitialised);
        }
        hash::set_key(self.hash_key_in_force());
        crate::clock::start();
        let running = Running::start(resolved);
        Ok(Guard { running })
    }
}

/// Keeps rina-trace running; when dropped, sends what is left, for at most two seconds.
///
/// Keep it in `main` for as long as the program runs.
#[must_use = "dropped at once, it ends rina-trace: write `let _guard = ..`"]
pub struct Guard {
    running: Option<Running>,
}

struct Running {
    delivery: Arc<Delivery>,
    counters: Arc<Counters>,
    client: Client,
    _in_use: InUse,
}

/// Who made the client of `sentry`.
enum Client {
    /// There is none without a DSN.
    Ours {
        _ends: Option<ClientInitGuard>,
    },
    Theirs {
        _linked: Arc<()>,
    },
}

impl Guard {
    /// Waits until all that has been recorded is sent or lost. False if that takes longer than `timeout`.
    pub fn flush(&self, timeout: Duration) -> bool {
        self.running.as_ref().is_none_or(|running| running.flush(timeout))
    }

    /// What became of the spans so far.
    pub fn stats(&self) -> Stats {
        self.running.as_ref().map(|running| running.counters.snapshot()).unwrap_or_default()
    }

    /// True if spans are recorded.
    pub fn is_enabled(&self) -> bool {
        self.running.is_some()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Some(running) = self.running.take() else { return };
        hub::install(None);
        // The client closes its transport, which is our delivery; without a client nobody else does.
        drop(running.client);
        running.delivery.shutdown(SHUTDOWN);
        explain!("rina-trace has ended: {}", running.counters.snapshot());
    }
}

impl Running {
    fn start(mut resolved: Resolved) -> Option<Self> {
        let present = sentry::Hub::current().client().filter(|client| client.is_enabled());
        if let Some(client) = &present {
            resolved.adopt(client.options());
        }
        if resolved.dsn.is_none() && resolved.spotlight.is_none() && !resolved.shows_on_console() {
            explain!("nothing is recorded: there is no DSN (`SENTRY_DSN` or `Config::dsn`)");
            hub::install(None);
            return None;
        }
        let counters = Arc::new(Counters::default());
        let options = resolved.client_options(present.as_ref().map(|client| client.options()));
        let delivery = Arc::new(delivery(&resolved, options.as_ref(), &counters));
        let sink = Arc::new(Sending { delivery: Arc::clone(&delivery), counters: Arc::clone(&counters) });
        if present.is_some() {
            errors::note_panics();
        }
        let sentry_traces = present.as_ref().is_some_and(|client| errors::client_traces(client));
        let client = match present {
            Some(_) => Client::Theirs { _linked: link_present_client(&resolved) },
            None => Client::Ours { _ends: options.map(|options| make_client(options, &delivery)) },
        };
        let sentry = resolved.dsn.is_some();
        let hub = Arc::new(Hub { sentry_traces, ..resolved.hub(sink, sentry) });
        hub::install(Some(Arc::clone(&hub)));
        explain!(
            "recording: environment {:?}, release {:?}, sending to {}",
            hub.identity.environment,
            hub.identity.release,
            hub.sentry_at.as_ref().map_or("nobody", |(host, _)| host),
        );
        Some(Self { delivery, counters, client, _in_use: InUse::new(hub.captures_errors) })
    }
}

impl Running {
    fn flush(&self, timeout: Duration) -> bool {
        // Our client gathers logs and metrics, and hands them over when it is asked.
        let client = match self.client {
            Client::Ours { .. } => sentry::Hub::main().client(),
            Client::Theirs { .. } => None,
        };
        client.is_none_or(|client| client.flush(Some(timeout))) && self.delivery.flush(timeout)
    }
}

fn delivery(resolved: &Resolved, options: Option<&ClientOptions>, counters: &Arc<Counters>) -> Delivery {
    let about = About::new(&Facts {
        release: resolved.identity.release.as_deref(),
        environment: resolved.identity.environment.as_deref(),
        server_name: resolved.server_name().as_deref(),
        sdk_name: SDK_NAME,
        sdk_version: env!("CARGO_PKG_VERSION"),
        contexts: surroundings::contexts(),
    });
    let user_agent = concat!("sentry.rust.rina-trace/", env!("CARGO_PKG_VERSION"));
    let endpoint = resolved.dsn.as_ref().map(|dsn| {
        let accept_invalid_certs = options.is_some_and(|options| options.accept_invalid_certs);
        Endpoint::new(dsn, user_agent, Proxies::from_env(), accept_invalid_certs)
    });
    Delivery::start(Options {
        endpoint,
        spotlight: resolved.spotlight.clone(),
        custom: options.and_then(|options| resolved.transport(options)),
        prepare: Pipeline::new(resolved).into_prepare(),
        scrub: Arc::clone(&resolved.identity.scrub),
        counters: Arc::clone(counters),
        about: Arc::new(about),
        streams: resolved.streams_gen_ai_spans(),
        delays: Delays::default(),
    })
}

/// The events of a client that was there before carry our trace and go through our callback, too, for as long as
/// what is given back lives; its transport stays its own.
fn link_present_client(resolved: &Resolved) -> Arc<()> {
    let running = Arc::new(());
    let (ignore, before_send) = (resolved.ignore_errors(), resolved.before_send());
    let scrub = &resolved.identity.scrub;
    for hub in [sentry::Hub::main(), sentry::Hub::current()] {
        // The callback is the user's code; what it leaves broken is its own.
        let (ignore, before_send) = (Arc::clone(&ignore), AssertUnwindSafe(before_send.clone()));
        let (running, scrub) = (Arc::downgrade(&running), Arc::clone(scrub));
        hub.configure_scope(|scope| {
            scope.add_event_processor(move |event| {
                if running.strong_count() == 0 {
                    return Some(event);
                }
                let event = errors::link(event, &ignore)?;
                let mut event = match before_send.as_ref() {
                    Some(before_send) => before_send(event)?,
                    None => event,
                };
                // Its transport is not ours, so this is the last that we see of it.
                scrub.event(&mut event);
                Some(event)
            });
        });
        if Arc::ptr_eq(&sentry::Hub::main(), &sentry::Hub::current()) {
            break;
        }
    }
    running
}

/// Makes the client of `sentry`, whose envelopes go by our delivery.
fn make_client(mut options: ClientOptions, delivery: &Arc<Delivery>) -> ClientInitGuard {
    let transport = SentryTransport::new(Arc::clone(delivery), Box::new(errors::dsc_for));
    options.transport = Some(Arc::new(Arc::new(transport)));
    let client = sentry::init(options);
    // Threads that were there before, and those to come, take theirs from the main hub.
    sentry::Hub::main().bind_client(sentry::Hub::current().client());
    client
}
