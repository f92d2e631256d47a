//! Panics: one event each, whether the client of `sentry` sees them or not.

use std::panic::catch_unwind;

use rina_trace::traced;

use super::{NotFound, assert_of, chain, mechanism, one};

#[test]
fn what_an_error_becomes_is_one_event() {
    #[traced(name = "fails", err = capture)]
    fn fails() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, NotFound> {
        Ok(fails().unwrap())
    }
    let (event, transaction) = one(|| catch_unwind(root).unwrap_err());
    assert_eq!(chain(&event)[0].0, "panic");
    assert_eq!(mechanism(&event), ("panic", false));
    let root = super::span(&transaction, "root");
    assert_eq!(event["contexts"]["trace"]["span_id"], root["span_id"]);
}

#[test]
fn a_panic_that_is_caught_says_nothing_of_other_failures() {
    #[traced(name = "fails", err = capture)]
    fn fails() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root")]
    fn root(panics: fn()) {
        drop(fails());
        catch_unwind(panics).unwrap_err();
    }
    let events_of = |panics: fn()| super::sent(|| root(panics)).0.len();
    assert_eq!(events_of(|| panic!("of something else")), 2);
    assert_eq!(events_of(|| panic!("no order: {:?}", NotFound("cart"))), 1);
}

#[test]
fn a_client_that_does_not_look_for_them() {
    crate::process::run("blind client", &[]);
}

/// The program has made a client without any integration, before us.
pub fn of_a_blind_client() {
    #[traced(op = "db.query", name = "panics")]
    fn panics(text: &str) {
        panic!("of {text}");
    }
    #[traced(name = "waits")]
    async fn waits() {
        tokio::task::yield_now().await;
        panics("a future");
    }
    #[traced(name = "root")]
    fn root() {
        panics("a function");
    }
    let server = crate::server::Server::start();
    let events = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&events);
    let mut options = sentry::ClientOptions::default();
    options.dsn = Some(server.dsn().parse().unwrap());
    options.default_integrations = false;
    options.transport = Some(std::sync::Arc::new(Discards));
    let _client = sentry::init(options);
    let config = rina_trace::Config::new().traces_sample_rate(1.0).before_send(move |event| {
        seen.lock().unwrap().push(serde_json::to_value(&event).unwrap());
        Some(event)
    });
    let guard = config.try_init().unwrap();
    catch_unwind(root).unwrap_err();
    catch_unwind(|| crate::edge::block_on(waits())).unwrap_err();
    assert!(guard.flush(std::time::Duration::from_secs(20)));
    let events = events.lock().unwrap();
    let texts: Vec<_> = events.iter().map(|event| chain(event)[0]).collect();
    assert_eq!(texts, [("panic", "of a function"), ("panic", "of a future")]);
    let transactions: Vec<_> =
        (server.envelopes().iter()).filter_map(|envelope| envelope.payload("transaction").cloned()).collect();
    for (event, transaction) in events.iter().zip(&transactions) {
        assert_eq!((&event["level"], mechanism(event)), (&serde_json::json!("fatal"), ("panic", false)));
        assert_of(event, transaction, "panics");
        let functions = super::functions(event);
        assert!(functions.iter().any(|function| function.contains("::panics")), "{functions:#?}");
    }
}

/// What the client sends is not looked at.
struct Discards;

impl sentry::TransportFactory for Discards {
    fn create_transport(&self, _: &sentry::ClientOptions) -> std::sync::Arc<dyn sentry::Transport> {
        std::sync::Arc::new(Self)
    }
}

impl sentry::Transport for Discards {
    fn send_envelope(&self, _: sentry::Envelope) {}
}
