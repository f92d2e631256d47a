//! Other ways out: a transport of the user's, a client that was there before, spans that come late.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rina_trace::{Config, span, traced};
use sentry::{ClientOptions, Envelope, Transport, TransportFactory};
use serde_json::json;

use crate::app::{App, alone};
use crate::server::{self, Server};

/// Keeps what it is given, as bytes.
#[derive(Default, Clone)]
struct Kept(Arc<Mutex<Vec<Vec<u8>>>>);

impl Transport for Kept {
    fn send_envelope(&self, envelope: Envelope) {
        let mut bytes = Vec::new();
        envelope.to_writer(&mut bytes).unwrap();
        self.0.lock().unwrap().push(bytes);
    }
}

impl TransportFactory for Kept {
    fn create_transport(&self, _: &ClientOptions) -> Arc<dyn Transport> {
        Arc::new(self.clone())
    }
}

impl Kept {
    fn envelopes(&self) -> Vec<server::Envelope> {
        self.0.lock().unwrap().iter().map(|bytes| server::Envelope::parse(bytes)).collect()
    }
}

#[traced(op = "http.server", name = "GET /request")]
fn request() {
    sentry::capture_message("within", sentry::Level::Info);
}

#[test]
fn a_transport_of_the_users_gets_everything() {
    let _alone = alone();
    let kept = Kept::default();
    let config = Config::new().dsn("https://key@sentry.invalid/1").release("app@1").traces_sample_rate(1.0);
    let guard = config.transport(kept.clone()).try_init().unwrap();
    request();
    assert!(guard.flush(Duration::from_secs(20)));
    assert_eq!((guard.stats().recorded(), guard.stats().sent()), (1, 1));
    drop(guard);
    let envelopes = kept.envelopes();
    let transaction = envelopes.iter().find(|envelope| envelope.payload("transaction").is_some()).unwrap();
    let event = envelopes.iter().find(|envelope| envelope.payload("event").is_some()).unwrap();
    assert_eq!(envelopes.len(), 2);
    assert_eq!(transaction.header["trace"]["release"], "app@1");
    assert_eq!(transaction.header["trace"], event.header["trace"]);
    assert_eq!(event.payload("event").unwrap()["message"], "within");
}

#[test]
fn a_client_that_was_there_before_is_adopted() {
    let _alone = alone();
    let (server, kept) = (Server::start(), Kept::default());
    let mut options = ClientOptions::new();
    options.dsn = Some(server.dsn().parse().unwrap());
    options.release = Some("theirs@1".into());
    options.environment = Some("theirs".into());
    options.transport = Some(Arc::new(kept.clone()));
    let client = sentry::init(options);

    let config = Config::new().traces_sample_rate(1.0).before_send(|mut event| {
        event.logger = Some("seen by ours".into());
        event.extra.insert("password".into(), "hunter2".into());
        (event.message.as_deref() != Some("drop")).then_some(event)
    });
    let guard = config.try_init().unwrap();
    assert!(guard.is_enabled());
    request();
    sentry::capture_message("drop", sentry::Level::Info);
    assert!(guard.flush(Duration::from_secs(20)));
    drop(guard);

    let ours = server.envelopes();
    let transaction = ours[0].payload("transaction").unwrap();
    assert_eq!(ours.len(), 1);
    assert_eq!(
        (&transaction["release"], &transaction["environment"]),
        (&json!("theirs@1"), &json!("theirs"))
    );
    assert_eq!(ours[0].header["trace"]["public_key"], "key");

    let theirs = kept.envelopes();
    let event = theirs[0].payload("event").unwrap();
    assert_eq!(theirs.len(), 1);
    assert_eq!(event["contexts"]["trace"]["trace_id"], transaction["contexts"]["trace"]["trace_id"]);
    assert_eq!(event["contexts"]["trace"]["span_id"], transaction["contexts"]["trace"]["span_id"]);
    assert_eq!((&event["transaction"], &event["logger"]), (&json!("GET /request"), &json!("seen by ours")));

    assert_eq!(event["extra"]["password"], "[Filtered]");

    // It is theirs to end, and we have no more to say.
    sentry::capture_message("drop", sentry::Level::Info);
    let theirs = kept.envelopes();
    assert_eq!(theirs.len(), 2);
    assert_eq!(theirs[1].payload("event").unwrap().get("logger"), None);
    drop(client);
}

#[test]
fn spotlight_alone_gets_everything() {
    let _alone = alone();
    let spotlight = Server::start();
    let url = format!("http://{}/stream", spotlight.address);
    // What may be sent to Sentry is no concern of who looks at this machine.
    let guard = Config::new().environment("production").spotlight(url).try_init().unwrap();
    assert!(guard.is_enabled());
    request();
    assert!(guard.flush(Duration::from_secs(20)));
    let requests = spotlight.requests();
    assert_eq!((requests.len(), &*requests[0].path), (1, "/stream"));
    assert_eq!(requests[0].headers.get("x-sentry-auth"), None);
    assert_eq!(spotlight.envelopes()[0].payload("transaction").unwrap()["transaction"], "GET /request");
    assert_eq!((guard.stats().recorded(), guard.stats().sent()), (1, 1));
}

#[test]
fn spotlight_gets_a_copy_of_what_sentry_gets() {
    let spotlight = Server::start();
    let url = format!("http://{}/stream", spotlight.address);
    let app = App::start(|config| config.spotlight(url));
    request();
    let sent = app.sent();
    let copies = spotlight.envelopes();
    assert_eq!((sent.len(), copies.len()), (2, 2));
    for (copy, sent) in copies.iter().zip(&sent) {
        assert_eq!(copy.items, sent.items);
    }
}

#[test]
fn a_span_that_sentry_holds_open_lends_its_trace() {
    // Our client sends no spans of `sentry`, so the parent is that of the span; one that does is in `beside`.
    let app = App::start(|config| config);
    let context = sentry::TransactionContext::continue_from_headers(
        "theirs",
        "task",
        [("sentry-trace", "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1")],
    );
    let transaction = sentry::start_transaction(context);
    sentry::configure_scope(|scope| scope.set_span(Some(transaction.clone().into())));
    request();
    sentry::configure_scope(|scope| scope.set_span(None));
    let sent = app.transactions();
    let trace = &sent[0]["contexts"]["trace"];
    assert_eq!(trace["trace_id"], "771a43a4192642f0b136d5159a501700");
    assert_eq!(trace["parent_span_id"], "b0e6f15b45c36b12");
}

#[test]
fn a_span_that_ends_late_is_sent_as_a_transaction_of_its_own() {
    #[traced(op = "http.server", name = "GET /request")]
    fn leaves_one_open() -> rina_trace::Span {
        rina_trace::add_transaction_tags([("plan", "team")]);
        span!("queue.publish", "late")
    }
    let app = App::start(|config| config);
    let late = leaves_one_open();
    let first = app.transactions();
    assert_eq!(first.len(), 1);
    assert!(first[0]["spans"].as_array().unwrap().is_empty());
    late.set("after", true);
    late.finish();

    let both = app.items("transaction");
    assert_eq!(both.len(), 2);
    let (late_header, late) = &both[1];
    assert_eq!((&late["transaction"], &late["tags"]["plan"]), (&json!("late"), &json!("team")));
    let (root, trace) = (&first[0]["contexts"]["trace"], &late["contexts"]["trace"]);
    assert_eq!((&trace["trace_id"], &trace["parent_span_id"]), (&root["trace_id"], &root["span_id"]));
    assert_eq!((&trace["op"], &trace["data"]["after"]), (&json!("queue.publish"), &json!(true)));
    assert_ne!(late["event_id"], first[0]["event_id"]);
    assert_eq!(late_header["trace"], both[0].0["trace"]);
    assert_eq!((app.guard.stats().recorded(), app.guard.stats().sent()), (2, 2));
}

#[test]
fn threads_send_through_the_same_client() {
    let app = App::start(|config| config);
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| (0..25).for_each(|_| request()))).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!((app.transactions().len(), app.events().len()), (100, 100));
    let mut ids: Vec<String> = app.transactions().iter().map(|sent| sent["event_id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
}
