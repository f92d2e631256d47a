//! Traces of others that go on here.

use std::cell::RefCell;

use rina_trace::testing::{Traces, capture_with};
use rina_trace::{Carrier, Config, TraceHeaders, continue_trace, trace_headers, traced};

use crate::baggage::{sentry, sentry_trace};

const TRACE: &str = "771a43a4192642f0b136d5159a501700";
const SAMPLED: &str = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1";
const UNSAMPLED: &str = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-0";
const DEFERRED: &str = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12";
const BAGGAGE: &str = "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=theirs,\
    sentry-release=web%402,sentry-sample_rate=0.25,sentry-sample_rand=0.123456,sentry-sampled=true";

#[traced(op = "http.server", name = "GET /serve", continue_from = headers)]
fn serve<C: Carrier>(headers: C) -> TraceHeaders {
    trace_headers()
}

fn config() -> Config {
    Config::new().dsn("https://ours@host/1").release("app@1").environment("test").traces_sample_rate(1.0)
}

/// What a request with these headers records, and what it tells further on.
fn served<C: Carrier>(config: &Config, headers: C) -> (TraceHeaders, Traces) {
    let told = RefCell::new(TraceHeaders::default());
    let traces = capture_with(config, || *told.borrow_mut() = serve(headers));
    (told.into_inner(), traces)
}

fn starts_anew(headers: &TraceHeaders) -> bool {
    sentry_trace(headers).0 != TRACE && sentry(headers)["public_key"] == "ours"
}

#[test]
fn the_trace_goes_on_and_its_sampling_context_stays_as_it_is() {
    let baggage = format!("other=1,{BAGGAGE},sentry-of-tomorrow=yes");
    let (told, traces) = served(&config(), [("Sentry-Trace", SAMPLED), ("BAGGAGE", &*baggage)]);
    let (trace_id, span_id, flag) = sentry_trace(&told);
    assert_eq!((&*trace_id, flag.as_deref()), (TRACE, Some("1")));
    assert_ne!(span_id, "b0e6f15b45c36b12");
    assert_eq!(traces.to_string(), "trace 1, continued from span 1\nhttp.server \"GET /serve\"\n");

    let mut expected = crate::baggage::members(BAGGAGE);
    expected.insert("sentry-of-tomorrow".into(), "yes".into());
    assert_eq!(crate::baggage::members(told.baggage().unwrap()), expected);
}

#[test]
fn baggage_may_come_in_several_headers() {
    let (one, other) = BAGGAGE.split_once(",sentry-sample_rate").unwrap();
    let other = format!("sentry-sample_rate{other}");
    let headers = [("baggage", one), ("sentry-trace", SAMPLED), ("baggage", "x=y"), ("baggage", &*other)];
    let (told, _) = served(&config(), headers);
    assert_eq!(crate::baggage::members(told.baggage().unwrap()), crate::baggage::members(BAGGAGE));
}

#[test]
fn headers_of_http_are_read() {
    let mut headers = http::HeaderMap::new();
    headers.insert("sentry-trace", SAMPLED.parse().unwrap());
    headers.append("baggage", "other=1".parse().unwrap());
    headers.append("baggage", BAGGAGE.parse().unwrap());
    let (told, _) = served(&config(), headers);
    assert_eq!(sentry_trace(&told).0, TRACE);
    assert_eq!(sentry(&told)["sample_rand"], "0.123456");
}

#[test]
fn what_one_service_tells_another_continues() {
    let (first, _) = served(&config(), [("", ""); 0]);
    let (second, _) = served(&Config::new().dsn("https://second@host/2"), first.clone());
    assert_eq!(sentry_trace(&second).0, sentry_trace(&first).0);
    assert_eq!(second.baggage(), first.baggage());
}

#[test]
fn sentry_trace_alone_has_an_empty_context_that_stays_empty() {
    let (told, traces) = served(&config(), [("sentry-trace", SAMPLED)]);
    assert_eq!(sentry_trace(&told).0, TRACE);
    assert_eq!(told.baggage(), None);
    assert_eq!(traces.segments().len(), 1);
    let (told, _) = served(&config(), [("sentry-trace", SAMPLED), ("baggage", "other=1")]);
    assert_eq!(told.baggage(), None);
}

#[test]
fn traceparent_alone_continues_with_a_context_of_our_own() {
    let header = format!("00-{TRACE}-b0e6f15b45c36b12-01");
    let (told, traces) = served(&config(), [("traceparent", header)]);
    assert_eq!(sentry_trace(&told).0, TRACE);
    let members = sentry(&told);
    assert_eq!((&*members["trace_id"], &*members["public_key"]), (TRACE, "ours"));
    assert_eq!(traces.to_string(), "trace 1, continued from span 1\nhttp.server \"GET /serve\"\n");
}

#[test]
fn sentry_trace_goes_before_traceparent() {
    let other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let headers = [("traceparent", other), ("sentry-trace", SAMPLED)];
    assert_eq!(sentry_trace(&served(&config(), headers).0).0, TRACE);
}

#[test]
fn what_cannot_be_read_starts_a_trace_anew() {
    let zeros = "00000000000000000000000000000000-b0e6f15b45c36b12-1";
    let upper = SAMPLED.to_uppercase();
    let long = format!("{SAMPLED}-1");
    for header in ["", "-1", "771a43a4192642f0b136d5159a501700", zeros, &upper, &long, "x-y-1"] {
        let (told, _) = served(&config(), [("sentry-trace", header), ("baggage", BAGGAGE)]);
        assert!(starts_anew(&told), "{header}");
    }
    for header in ["", "00-x", &format!("ff-{TRACE}-b0e6f15b45c36b12-01")] {
        let (told, _) = served(&config(), [("traceparent", header)]);
        assert!(starts_anew(&told), "{header}");
    }
}

#[test]
fn baggage_alone_continues_nothing() {
    let (told, _) = served(&config(), [("baggage", BAGGAGE)]);
    assert!(starts_anew(&told));
    assert_eq!(continue_trace([("baggage", BAGGAGE)]).trace_id(), None);
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let headers: [(&str, &[u8]); 2] = [("sentry-trace", SAMPLED.as_bytes()), ("baggage", b"\xff\xfe=1")];
    let (told, _) = served(&config(), headers);
    assert_eq!(sentry_trace(&told).0, TRACE);
}

#[test]
fn the_decision_of_the_caller_is_kept_whatever_our_rate() {
    let (told, traces) =
        served(&config().traces_sample_rate(0.0), [("sentry-trace", SAMPLED), ("baggage", BAGGAGE)]);
    assert_eq!((traces.segments().len(), sentry_trace(&told).2.as_deref()), (1, Some("1")));
    assert_eq!(sentry(&told)["sample_rate"], "0.25");

    let (told, traces) = served(&config(), [("sentry-trace", UNSAMPLED)]);
    assert_eq!((traces.segments().len(), sentry_trace(&told).2.as_deref()), (0, Some("0")));
}

#[test]
fn a_deferred_decision_is_made_here_by_the_number_of_the_trace_and_told() {
    let baggage = "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=theirs,sentry-sample_rand=0.400000";
    for (rate, sampled) in [(0.3, false), (0.4, false), (0.400001, true), (0.9, true)] {
        let config = config().traces_sample_rate(rate);
        let (told, traces) = served(&config, [("sentry-trace", DEFERRED), ("baggage", baggage)]);
        assert_eq!(traces.segments().len(), usize::from(sampled), "rate {rate}");
        assert_eq!(sentry_trace(&told).2.as_deref(), Some(if sampled { "1" } else { "0" }), "rate {rate}");
        let members = sentry(&told);
        assert_eq!(
            (&*members["sample_rand"], &*members["sample_rate"]),
            ("0.400000", &*rate.to_string()),
            "what is told below agrees with the decision"
        );
        assert_eq!(members["public_key"], "theirs");
    }
}

#[test]
fn without_a_rate_the_decision_passes_through() {
    let config = Config::new().dsn("https://ours@host/1").environment("production");
    for (header, flag) in [(SAMPLED, Some("1")), (UNSAMPLED, Some("0")), (DEFERRED, None)] {
        let (told, traces) = served(&config, [("sentry-trace", header), ("baggage", BAGGAGE)]);
        assert_eq!(traces.segments().len(), 0);
        assert_eq!((&*sentry_trace(&told).0, sentry_trace(&told).2.as_deref()), (TRACE, flag));
        assert_eq!(crate::baggage::members(told.baggage().unwrap()), crate::baggage::members(BAGGAGE));
    }
}

#[test]
fn a_trace_without_a_number_gets_one_that_agrees_with_its_decision() {
    let context =
        "sentry-trace_id=771a43a4192642f0b136d5159a501700,sentry-public_key=theirs,sentry-sample_rate=0.01";
    for (header, below) in [(SAMPLED, true), (UNSAMPLED, false)] {
        let (told, _) = served(&config(), [("sentry-trace", header), ("baggage", context)]);
        let number: f64 = sentry(&told)["sample_rand"].parse().unwrap();
        assert_eq!(number < 0.01, below, "{number}");
    }
}

#[test]
fn a_remote_parent_can_be_kept_and_given_later() {
    #[traced(op = "queue.process", name = "work", continue_from = remote)]
    fn work(remote: rina_trace::RemoteParent) -> TraceHeaders {
        trace_headers()
    }
    let traces = capture_with(&config(), || {
        let remote = continue_trace([("sentry-trace", SAMPLED)]);
        assert_eq!(remote.trace_id().unwrap().to_string(), TRACE);
        work(remote.clone());
        work(remote);
    });
    assert_eq!(traces.segments().len(), 2);
    assert!(traces.segments().iter().all(|segment| segment.trace_id().to_string() == TRACE));
}
