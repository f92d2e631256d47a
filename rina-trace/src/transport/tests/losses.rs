//! What is not sent, why, and who is told.

use std::sync::mpsc::channel;

use super::*;
use crate::stats::Stats;
use crate::transport::queue::MAX_JOBS;

fn lost(stats: &Stats) -> Vec<(&'static str, u64)> {
    stats.lost_by_reason().collect()
}

fn report(entries: &[(&str, &str, u64)]) -> Vec<(String, String, u64)> {
    entries.iter().map(|(reason, category, lost)| ((*reason).into(), (*category).into(), *lost)).collect()
}

#[test]
fn a_report_that_did_not_arrive_goes_with_the_next_attempt() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("503 Unavailable", "");
    server.accept(1);
    delivery.spans_lost(Reason::Invalid, 3);
    delivery.push(segment(0));
    assert!(delivery.flush(LONG));
    for _ in 0..2 {
        assert_eq!(server.request().report(), report(&[("invalid", "span", 3)]));
    }
    assert!(server.request_so_far().is_none());
}

#[test]
fn what_a_server_fails_at_for_ever_is_lost() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    for _ in 0..5 {
        server.answer("500 Broken", "");
    }
    server.accept(2);
    delivery.push(segment(2));
    delivery.push(segment(0));
    assert!(delivery.flush(LONG));
    assert_eq!(lost(&delivery.ledger.counters.snapshot()), [("send_error", 3)]);
    for _ in 0..5 {
        assert_eq!(server.request().types(), ["transaction"]);
    }
    let after = server.request();
    assert_eq!(after.report(), report(&[("send_error", "transaction", 1), ("send_error", "span", 3)]));
    assert_eq!(after.types(), ["transaction", "client_report"]);
}

#[test]
fn what_is_refused_is_lost_and_reported() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("413 Too Large", "");
    server.accept(1);
    delivery.push(segment(4));
    assert!(delivery.flush(LONG));
    assert_eq!(server.request().types(), ["transaction"]);
    let alone = server.request();
    assert_eq!(alone.types(), ["client_report"], "at a flush it goes alone");
    assert_eq!(alone.report(), report(&[("send_error", "transaction", 1), ("send_error", "span", 5)]));
    assert!(delivery.flush(LONG));
    assert!(server.request_so_far().is_none(), "and once");
}

#[test]
fn a_limit_holds_back_its_category_only() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("200 OK", "X-Sentry-Rate-Limits: 60:transaction:key\r\n");
    server.accept(1);
    delivery.push(segment(0));
    assert!(delivery.flush(LONG));
    delivery.push(segment(1));
    delivery.push_envelope(event("goes on"), None);
    assert!(delivery.flush(LONG));
    assert_eq!(server.request().types(), ["transaction"]);
    let second = server.request();
    assert_eq!(second.types(), ["event", "client_report"]);
    let losses = [("ratelimit_backoff", "transaction", 1), ("ratelimit_backoff", "span", 2)];
    assert_eq!(second.report(), report(&losses));
    assert_eq!(lost(&delivery.ledger.counters.snapshot()), [("ratelimit_backoff", 2)]);
}

#[test]
fn only_the_limited_items_of_an_envelope_are_left_out() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("200 OK", "X-Sentry-Rate-Limits: 60:error:key\r\n");
    server.accept(1);
    delivery.push_envelope(event("first"), None);
    assert!(delivery.flush(LONG));
    let session = r#"{"sid":"00000000-0000-0000-0000-000000000001","started":"2026-01-01T00:00:00Z","attrs":{"release":"a"}}"#;
    let bytes = format!(
        "{{}}\n{{\"type\":\"event\"}}\n{{}}\n{{\"type\":\"attachment\",\"length\":2}}\n{{}}\n{{\"type\":\"session\"}}\n{session}\n"
    );
    delivery.push_envelope(::sentry::Envelope::from_bytes_raw(bytes.into_bytes()).unwrap(), None);
    assert!(delivery.flush(LONG));
    server.request();
    let second = server.request();
    assert_eq!(second.types(), ["session", "client_report"]);
    let losses = [("ratelimit_backoff", "error", 1), ("ratelimit_backoff", "attachment", 2)];
    assert_eq!(second.report(), report(&losses));
}

#[test]
fn a_429_is_counted_but_not_reported() {
    let server = Server::start();
    let delivery = Delivery::start(to(&server));
    server.answer("429 Too Many", "Retry-After: 60\r\n");
    delivery.push(segment(1));
    assert!(delivery.flush(LONG));
    assert_eq!(lost(&delivery.ledger.counters.snapshot()), [("ratelimit_backoff", 2)]);
    assert_eq!(delivery.ledger.take(), []);
    delivery.push(segment(0));
    assert!(delivery.flush(LONG));
    assert_eq!(lost(&delivery.ledger.counters.snapshot()), [("ratelimit_backoff", 3)]);
    server.request();
    assert!(server.request_so_far().is_none(), "not even a report, while all is limited");
}

#[test]
fn what_cannot_be_sent_before_the_end_is_lost() {
    let delivery = Delivery::start(options(Some(closed_endpoint())));
    delivery.push(segment(2));
    assert!(!delivery.flush(Duration::from_millis(5)));
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!((stats.recorded(), stats.lost()), (3, 0), "an outage is no loss yet");
    assert!(!delivery.shutdown(Duration::from_millis(5)));
    assert!(delivery.queue.wait_for_end(Instant::now() + LONG));
    delivery.push(segment(0));
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!(lost(&stats), [("queue_overflow", 1), ("network_error", 3)]);
    assert_eq!(stats.recorded(), stats.lost());
}

#[test]
fn what_the_queue_has_no_room_for_is_lost() {
    let server = Server::start();
    let (inside, is_inside) = channel();
    let (release, released) = channel::<()>();
    let mut options = to(&server);
    options.prepare = Box::new(move |segment| {
        let _ = inside.send(());
        let _ = released.recv();
        Prepared { segment: Ok(segment), ignored: 0 }
    });
    let delivery = Delivery::start(options);
    delivery.push(segment(0));
    is_inside.recv_timeout(LONG).unwrap();
    for _ in 0..MAX_JOBS {
        delivery.push(segment(0));
    }
    assert_eq!(delivery.ledger.counters.snapshot().lost(), 0);
    let mut full = segment(2);
    full.overflow = 7;
    delivery.push(full);
    delivery.push_envelope(event("no room either"), None);
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!(lost(&stats), [("queue_overflow", 3), ("buffer_overflow", 7)]);
    assert_eq!(stats.recorded(), MAX_JOBS as u64 + 1 + 10);
    drop(release);
    server.accept(MAX_JOBS + 1);
    assert!(delivery.flush(LONG));
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!(stats.recorded(), stats.sent() + stats.lost());
    let losses = [
        ("queue_overflow", "error", 1),
        ("queue_overflow", "transaction", 1),
        ("queue_overflow", "span", 3),
        ("buffer_overflow", "span", 7),
    ];
    assert_eq!(server.request().report(), report(&losses));
}

#[test]
fn callbacks_may_drop_spans_drop_segments_and_panic() {
    let server = Server::start();
    server.accept(2);
    let mut options = to(&server);
    let mut calls = 0;
    options.prepare = Box::new(move |mut segment| {
        calls += 1;
        match calls {
            1 => Prepared { segment: Err(Reason::BeforeSend), ignored: 0 },
            2 => panic!("the user's mistake"),
            _ => {
                segment.retain_spans(|span| span.id().get() > 4);
                Prepared { segment: Ok(segment), ignored: 2 }
            }
        }
    });
    let delivery = Delivery::start(options);
    for children in [1, 2, 5] {
        delivery.push(segment(children));
    }
    assert!(delivery.flush(LONG));
    let stats = delivery.ledger.counters.snapshot();
    assert_eq!(lost(&stats), [("before_send", 3), ("ignored", 2), ("callback_error", 3)]);
    assert_eq!((stats.recorded(), stats.sent()), (11, 3));
    assert_eq!(server.request().lines()[2]["spans"].as_array().unwrap().len(), 2);
}
