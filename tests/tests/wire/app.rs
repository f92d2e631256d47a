//! A program under test: rina-trace, started with a configuration, and the server that it sends to.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rina_trace::{Config, Guard};
use serde_json::Value;

use crate::server::{Answer, Envelope, Request, Server};

/// A process has one client, so one test at a time has one.
static ALONE: Mutex<()> = Mutex::new(());

pub fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The order is the order of dropping.
pub struct App {
    pub guard: Guard,
    pub server: Server,
    pub _alone: MutexGuard<'static, ()>,
}

impl App {
    pub fn start(with: impl FnOnce(Config) -> Config) -> Self {
        Self::start_at(|_| (200, None), with)
    }

    pub fn start_at(
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
        with: impl FnOnce(Config) -> Config,
    ) -> Self {
        let _alone = alone();
        let server = Server::answering(answer);
        let config = Config::new()
            .dsn(server.dsn())
            .environment("test")
            .release("app@1.2.3")
            .server_name("host-1")
            .traces_sample_rate(1.0);
        let guard = with(config).try_init().unwrap();
        Self { guard, server, _alone }
    }

    /// Everything that was sent so far.
    pub fn sent(&self) -> Vec<Envelope> {
        assert!(self.guard.flush(Duration::from_secs(20)), "the flush took too long");
        self.server.envelopes()
    }

    /// Headers of the envelopes and payloads of the items of one type.
    pub fn items(&self, item_type: &str) -> Vec<(Value, Value)> {
        let sent = self.sent();
        let payload = |envelope: &Envelope| envelope.payload(item_type).cloned();
        sent.iter().filter_map(|envelope| Some((envelope.header.clone(), payload(envelope)?))).collect()
    }

    pub fn transactions(&self) -> Vec<Value> {
        self.items("transaction").into_iter().map(|(_, payload)| payload).collect()
    }

    /// Without the panics of tests that run beside this one: those are events of the same client, in traces that are
    /// none of ours.
    pub fn events(&self) -> Vec<Value> {
        let trace = |sent: &Value| sent["contexts"]["trace"]["trace_id"].clone();
        let ours: Vec<Value> = self.transactions().iter().map(trace).collect();
        let is_foreign = |event: &Value| {
            let panics = event["exception"]["values"].as_array().is_some_and(|exceptions| {
                exceptions.iter().any(|exception| exception["mechanism"]["type"] == "panic")
            });
            panics && trace(event).is_string() && !ours.contains(&trace(event))
        };
        let events = self.items("event").into_iter().map(|(_, payload)| payload);
        events.filter(|event| !is_foreign(event)).collect()
    }

    /// What the client reports say: reason, category and how many, summed up and sorted.
    pub fn reported(&self) -> Vec<(String, String, u64)> {
        let mut sums = std::collections::BTreeMap::new();
        for (_, report) in self.items("client_report") {
            for loss in report["discarded_events"].as_array().unwrap() {
                let word = |key: &str| loss[key].as_str().unwrap().to_owned();
                *sums.entry((word("reason"), word("category"))).or_insert(0) +=
                    loss["quantity"].as_u64().unwrap();
            }
        }
        sums.into_iter().map(|((reason, category), quantity)| (reason, category, quantity)).collect()
    }
}
