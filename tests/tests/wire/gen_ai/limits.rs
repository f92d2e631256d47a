//! What is left of an envelope under a limit, and what is lost of it.

use super::*;

/// An app whose server names a limit as soon as it has an envelope.
fn limited(limit: &'static str) -> App {
    let app = App::start_at(move |_| (200, Some(("X-Sentry-Rate-Limits", limit))), |config| config);
    span!("function", "first").finish();
    assert_eq!(app.transactions().len(), 1);
    app
}

#[test]
fn a_limit_on_transactions_holds_back_no_spans() {
    let app = limited("3600:transaction:organization:quota");
    request();
    let sent = app.sent();
    let kinds: Vec<_> = sent[1].items.iter().map(|(header, _)| header["type"].clone()).collect();
    assert!(kinds.contains(&json!("span")) && !kinds.contains(&json!("transaction")), "{kinds:?}");
    let stats = app.guard.stats();
    assert_eq!((stats.recorded(), stats.sent(), stats.lost()), (8, 4, 4));
    assert_eq!(stats.lost_by_reason().collect::<Vec<_>>(), [("ratelimit_backoff", 4)]);
    assert_eq!(
        app.reported(),
        [reported("ratelimit_backoff", "span", 4), reported("ratelimit_backoff", "transaction", 1)]
    );
}

#[test]
fn a_limit_on_spans_holds_back_both() {
    let app = limited("3600:span:organization:quota");
    request();
    let stats = {
        app.sent();
        app.guard.stats()
    };
    assert_eq!((stats.recorded(), stats.sent(), stats.lost()), (8, 1, 7));
    assert!(app.items("span").is_empty() && app.transactions().len() == 1);
    assert_eq!(
        app.reported(),
        [reported("ratelimit_backoff", "span", 7), reported("ratelimit_backoff", "transaction", 1)]
    );
}

#[test]
fn what_the_server_refuses_is_lost_as_a_whole() {
    let refuses = |request: &crate::server::Request| {
        let is_transaction = request.body.windows(20).any(|text| text == b"\"type\":\"transaction\"");
        (if is_transaction { 413 } else { 200 }, None)
    };
    let app = App::start_at(refuses, |config| config);
    request();
    app.sent();
    assert_eq!(app.guard.stats().lost_by_reason().collect::<Vec<_>>(), [("send_error", 7)]);
    assert_eq!(app.reported(), [reported("send_error", "span", 7), reported("send_error", "transaction", 1)]);
}

#[test]
fn an_envelope_has_a_thousand_at_most() {
    let app = App::start(|config| config.max_spans(1500));
    let outer = span!("function", "outer");
    outer.in_scope(|| {
        for count in 0..1100 {
            let chat = span!("gen_ai.chat", "chat");
            chat.set("count", count);
            if count % 2 == 0 {
                chat.set_status(SpanStatus::Cancelled);
            }
        }
    });
    drop(outer);
    let sent = app.sent();
    let items = streamed(&sent[0]);
    assert_eq!((items.len(), spans(&sent[0]).len()), (1000, 100));
    assert_eq!(items[0]["attributes"]["sentry.status.message"]["value"], "cancelled");
    assert_eq!((items[0]["status"].as_str(), items[1]["status"].as_str()), (Some("error"), Some("ok")));
    assert_eq!(spans(&sent[0])[0]["data"]["count"], 1000);
    assert_eq!((app.guard.stats().recorded(), app.guard.stats().sent()), (1101, 1101));
}
