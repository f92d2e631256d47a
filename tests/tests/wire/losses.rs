//! What does not arrive is counted, and Sentry is told.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rina_trace::{Config, Guard, traced};

use crate::app::{App, alone};

#[traced(op = "function", name = "child")]
fn child() {}

#[traced(op = "http.server", name = "GET /root")]
fn root(children: usize) {
    (0..children).for_each(|_| child());
}

/// Recorded, sent, lost; each recorded span must be one of the others.
fn counted(guard: &Guard) -> (u64, u64, u64) {
    let stats = guard.stats();
    assert_eq!(stats.recorded(), stats.sent() + stats.lost(), "{stats}");
    (stats.recorded(), stats.sent(), stats.lost())
}

fn reported(reason: &str, category: &str, quantity: u64) -> (String, String, u64) {
    (reason.into(), category.into(), quantity)
}

#[test]
fn what_arrived_is_counted() {
    let app = App::start(|config| config);
    root(4);
    root(0);
    app.sent();
    assert_eq!(counted(&app.guard), (6, 6, 0));
    assert_eq!(app.guard.stats().lost_by_reason().count(), 0);
    assert!(app.reported().is_empty());
}

#[test]
fn spans_above_the_limit_are_lost() {
    let app = App::start(|config| config.max_spans(10));
    root(25);
    assert_eq!(app.transactions()[0]["spans"].as_array().unwrap().len(), 10);
    assert_eq!(counted(&app.guard), (26, 11, 15));
    assert_eq!(app.guard.stats().lost_by_reason().collect::<Vec<_>>(), [("buffer_overflow", 15)]);
    assert_eq!(app.reported(), [reported("buffer_overflow", "span", 15)]);
}

#[test]
fn unsampled_segments_are_reported_without_being_recorded() {
    let app = App::start(|config| config.traces_sample_rate(0.0));
    (0..3).for_each(|_| root(5));
    assert!(app.transactions().is_empty());
    assert_eq!((counted(&app.guard), app.guard.stats().unsampled()), ((0, 0, 0), 3));
    assert_eq!(
        app.reported(),
        [reported("sample_rate", "span", 3), reported("sample_rate", "transaction", 3)]
    );
}

#[test]
fn a_limit_of_the_server_holds_back_what_it_names() {
    let app = App::start_at(
        |request| {
            let is_transaction = request.body.windows(20).any(|text| text == b"\"type\":\"transaction\"");
            let limit = ("X-Sentry-Rate-Limits", "3600:transaction:organization:quota");
            if is_transaction { (429, Some(limit)) } else { (200, None) }
        },
        |config| config,
    );
    root(1);
    app.sent();
    assert_eq!(counted(&app.guard), (2, 0, 2));
    root(2);
    root(0);
    sentry::capture_message("events have a limit of their own", sentry::Level::Info);
    assert_eq!(app.events().len(), 1);
    // The first was on its way already; the others have not even left.
    assert_eq!(app.transactions().len(), 1);
    assert_eq!(counted(&app.guard), (6, 0, 6));
    assert_eq!(app.guard.stats().lost_by_reason().collect::<Vec<_>>(), [("ratelimit_backoff", 6)]);
    // The server has counted itself what it refused.
    assert_eq!(
        app.reported(),
        [reported("ratelimit_backoff", "span", 4), reported("ratelimit_backoff", "transaction", 2)]
    );
}

#[test]
fn what_the_server_refuses_is_lost() {
    let app = App::start_at(
        |request| {
            let is_transaction = request.body.windows(20).any(|text| text == b"\"type\":\"transaction\"");
            (if is_transaction { 413 } else { 200 }, None)
        },
        |config| config,
    );
    root(1);
    app.sent();
    assert_eq!(app.guard.stats().lost_by_reason().collect::<Vec<_>>(), [("send_error", 2)]);
    assert_eq!(app.reported(), [reported("send_error", "span", 2), reported("send_error", "transaction", 1)]);
}

#[test]
fn what_the_server_failed_at_is_sent_again() {
    let failures = AtomicUsize::new(2);
    let fails =
        move || failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    let app = App::start_at(move |_| (if fails() { 503 } else { 200 }, None), |config| config);
    root(1);
    assert_eq!(app.transactions().len(), 3, "two failures and a success");
    assert_eq!(counted(&app.guard), (2, 2, 0));
}

#[test]
fn a_server_that_is_not_there_holds_up_nobody() {
    let _alone = alone();
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let guard = Config::new().dsn(format!("http://key@{address}/1")).traces_sample_rate(1.0).init();
    root(1);
    assert!(!guard.flush(Duration::from_millis(50)));
    assert_eq!(guard.stats().sent(), 0);
    let start = Instant::now();
    drop(guard);
    // Two seconds are what the guard waits; to wait twice would be four.
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn a_server_that_never_answers_holds_up_nobody() {
    let _alone = alone();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let dsn = format!("http://key@{}/1", silent.local_addr().unwrap());
    let guard = Config::new().dsn(dsn).traces_sample_rate(1.0).init();
    root(1);
    assert!(!guard.flush(Duration::from_millis(50)));
    let start = Instant::now();
    drop(guard);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}
