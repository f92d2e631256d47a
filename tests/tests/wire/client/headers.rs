//! What a request of reqwest carries of the trace, and to whom.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use http::HeaderMap;
use rina_trace::Config;
use rina_trace::reqwest::ClientMiddleware;

use super::{captured_with, client, client_with};
use crate::app::{App, alone};
use crate::baggage::members;
use crate::edge::{block_on, serving};
use crate::process::run;

type Seen = Arc<Mutex<Vec<HeaderMap>>>;

/// A service that keeps the headers that it gets.
fn listening() -> (Router, Seen) {
    let seen = Seen::default();
    let keep = Arc::clone(&seen);
    let router = Router::new().route(
        "/{*all}",
        get(async move |headers: HeaderMap| {
            keep.lock().unwrap().push(headers);
        }),
    );
    (router, seen)
}

fn config() -> Config {
    Config::new().dsn("https://the-key@o1.ingest.sentry.io/42").release("app@1").traces_sample_rate(1.0)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// The headers of one request, and the tree.
fn told(
    config: &Config,
    middleware: ClientMiddleware,
    own: &[(&'static str, &'static str)],
) -> (HeaderMap, rina_trace::testing::Traces) {
    let (router, seen) = listening();
    let (traces, _) = captured_with(config, router, async |at| {
        let mut request = client_with(middleware).get(format!("http://{at}/x"));
        for (name, value) in own {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap();
    });
    let headers = seen.lock().unwrap().remove(0);
    (headers, traces)
}

#[test]
fn the_span_of_the_request_is_the_parent() {
    let (headers, traces) = told(&config(), ClientMiddleware::new(), &[]);
    let segment = &traces.segments()[0];
    let span = segment.spans().find(|span| span.op() == "http.client").unwrap();
    let expected = format!("{}-{}-1", segment.trace_id(), span.id());
    assert_eq!(header(&headers, "sentry-trace"), Some(&*expected));
    let members = members(header(&headers, "baggage").unwrap());
    assert_eq!(members["sentry-trace_id"], segment.trace_id().to_string());
    assert_eq!((&*members["sentry-release"], &*members["sentry-sampled"]), ("app@1", "true"));
    assert_eq!(header(&headers, "traceparent"), None);
}

#[test]
fn baggage_of_others_stays_and_older_of_sentry_goes() {
    let own = [("baggage", "other=1;p, sentry-release=old")];
    let (headers, _) = told(&config(), ClientMiddleware::new(), &own);
    let baggage = header(&headers, "baggage").unwrap();
    assert!(baggage.starts_with("other=1;p,sentry-trace_id="), "{baggage}");
    assert!(baggage.contains("sentry-release=app%401") && !baggage.contains("old"), "{baggage}");
}

#[test]
fn a_request_that_has_a_trace_keeps_it() {
    let trace = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-0";
    let (headers, traces) = told(&config(), ClientMiddleware::new(), &[("sentry-trace", trace)]);
    assert_eq!((header(&headers, "sentry-trace"), header(&headers, "baggage")), (Some(trace), None));
    assert!(traces.to_string().contains("http.client"), "{traces}");
}

#[test]
fn only_targets_are_told() {
    for (targets, is_told) in [(vec!["127.0.0.1"], true), (vec!["api.stripe.com"], false), (vec![], false)] {
        let config = config().trace_propagation_targets(targets).propagate_traceparent(true);
        let (headers, traces) = told(&config, ClientMiddleware::new(), &[]);
        for name in ["sentry-trace", "baggage", "traceparent"] {
            assert_eq!(headers.contains_key(name), is_told, "{name}");
        }
        assert!(traces.to_string().contains("http.client"), "{traces}");
    }
    let (headers, _) = told(&config(), ClientMiddleware::new().propagate(false), &[]);
    assert!(!headers.contains_key("sentry-trace"));
}

#[test]
fn a_trace_that_is_not_kept_goes_on_and_says_so() {
    let (headers, traces) = told(&config().traces_sample_rate(0.0), ClientMiddleware::new(), &[]);
    assert!(header(&headers, "sentry-trace").unwrap().ends_with("-0"), "{headers:?}");
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
}

#[test]
fn sentry_itself_gets_neither_span_nor_headers() {
    let (router, seen) = listening();
    let traces = block_on(async {
        let traces = Mutex::new(None);
        serving(router, async |at: SocketAddr| {
            let config = Config::new().dsn(format!("http://key@{at}/1")).traces_sample_rate(1.0);
            let talk = super::caller(async {
                client().get(format!("http://{at}/api/1/envelope/")).send().await.unwrap();
            });
            *traces.lock().unwrap() = Some(rina_trace::testing::capture_async_with(&config, talk).await);
        })
        .await;
        traces.into_inner().unwrap().unwrap()
    });
    assert_eq!(traces.to_string(), "trace 1\nhttp.server \"GET /caller\"\n");
    assert!(!seen.lock().unwrap()[0].contains_key("sentry-trace"));
}

#[test]
fn without_a_span_no_transaction_starts_and_the_trace_of_events_goes_out() {
    let (router, seen) = listening();
    let app = App::start(|config| config);
    let event = block_on(serving(router, async |at| {
        client().get(format!("http://{at}/x")).send().await.unwrap();
        sentry::capture_message("meanwhile", sentry::Level::Error)
    }));
    let events = app.events();
    assert_eq!(events[0]["event_id"], event.simple().to_string());
    assert!(app.transactions().is_empty());
    let headers = seen.lock().unwrap().remove(0);
    let trace = header(&headers, "sentry-trace").unwrap();
    let (trace_id, _) = trace.split_once('-').unwrap();
    assert_eq!(events[0]["contexts"]["trace"]["trace_id"], trace_id);
    assert_eq!(trace.split('-').count(), 2, "nobody has decided: {trace}");
    let members = members(header(&headers, "baggage").unwrap());
    assert_eq!((&*members["sentry-trace_id"], &*members["sentry-release"]), (trace_id, "app@1.2.3"));
    for key in ["sentry-sampled", "sentry-sample_rate", "sentry-transaction"] {
        assert!(!members.contains_key(key), "{key}");
    }
}

/// Run by a process that was started within a trace.
pub fn without_a_span() {
    let (router, seen) = listening();
    let _guard = Config::from_env().dsn("http://key@127.0.0.1:9/1").traces_sample_rate(1.0).init();
    block_on(serving(router, async |at| client().get(format!("http://{at}/x")).send().await.unwrap()));
    let headers = seen.lock().unwrap().remove(0);
    for name in ["sentry-trace", "baggage"] {
        println!("{name}: {}", header(&headers, name).unwrap_or("none"));
    }
}

#[test]
fn without_a_span_the_trace_of_the_process_goes_on() {
    let trace = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1";
    let baggage =
        "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-release=caller%401,sentry-sample_rand=0.25";
    let printed = run("request without a span", &[("SENTRY_TRACE", trace), ("SENTRY_BAGGAGE", baggage)]);
    assert_eq!((printed.value("sentry-trace"), printed.value("baggage")), (trace, baggage));
}

#[test]
fn nothing_is_added_where_nothing_is_switched_on() {
    let _alone = alone();
    let (router, seen) = listening();
    block_on(serving(router, async |at| {
        client().get(format!("http://{at}/x")).send().await.unwrap();
    }));
    let headers = seen.lock().unwrap().remove(0);
    assert!(!headers.contains_key("sentry-trace") && !headers.contains_key("baggage"));
}
