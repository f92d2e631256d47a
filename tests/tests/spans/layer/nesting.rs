//! What is below what: ours within those of `tracing`, theirs within ours, and what is left out.

use rina_trace::tracing::SpanLayer;
use rina_trace::{current, traced};
use tracing::{debug_span, info_span, instrument, span::Span};

use super::{captured, captured_by};

#[traced(name = "ours")]
fn ours() {}

#[traced(name = "root")]
fn root<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[test]
fn both_kinds_are_one_tree() {
    let traces = captured(|| {
        root(|| {
            info_span!("theirs").in_scope(|| {
                ours();
                info_span!("inner", n = 1).in_scope(ours);
            });
            ours();
        })
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    ├─ function "theirs"
    │  ├─ function "ours"
    │  └─ function "inner" n=1
    │     └─ function "ours"
    └─ function "ours"
    "#);
}

#[test]
fn a_span_that_is_not_entered_is_no_parent_of_what_follows() {
    let traces = captured(|| {
        root(|| {
            let _open = info_span!("theirs");
            ours();
        })
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    ├─ function "theirs"
    └─ function "ours"
    "#);
}

#[test]
fn a_parent_is_what_it_was_given() {
    let traces = captured(|| {
        root(|| {
            let parent = info_span!("parent");
            info_span!("elsewhere").in_scope(|| {
                info_span!(parent: &parent, "child").in_scope(ours);
                // It was left out, so it is the span above it.
                let fine = debug_span!(parent: &parent, "fine");
                info_span!(parent: &fine, "grandchild").in_scope(ours);
                info_span!(parent: None, "alone").in_scope(ours);
            });
        })
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    ├─ function "parent"
    │  ├─ function "child"
    │  │  └─ function "ours"
    │  └─ function "grandchild"
    │     └─ function "ours"
    └─ function "elsewhere"
       └─ function "ours"
    "#);
}

#[test]
fn a_parent_may_be_in_another_segment() {
    let traces = captured(|| {
        let parent = root(|| info_span!("parent"));
        root(|| info_span!(parent: &parent, "child").in_scope(ours));
    });
    let printed = traces.to_string();
    assert!(printed.contains("trace 1\nfunction \"root\"\n"), "{printed}");
    assert!(
        printed.contains("function \"parent\"\n└─ function \"child\"\n   └─ function \"ours\"\n"),
        "{printed}"
    );
}

#[test]
fn no_segment_starts_by_a_span_of_a_library() {
    let traces = captured(|| info_span!("theirs").in_scope(ours));
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "ours"
    "#);
}

#[test]
fn unless_it_may() {
    let traces = captured_by(SpanLayer::new().roots(true), || {
        info_span!("theirs", otel.name = "GET /", otel.kind = "server", http.method = "GET").in_scope(|| {
            ours();
            info_span!(parent: None, "alone").in_scope(ours);
        });
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    http.server "GET /" sentry.kind="server" http.request.method="GET"
    └─ function "ours"
    trace 2
    function "alone"
    └─ function "ours"
    "#);
}

#[test]
fn a_root_continues_the_trace_it_is_told() {
    let traces = captured_by(SpanLayer::new().roots(true), || {
        let header = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1";
        info_span!("theirs", sentry.trace = header).in_scope(|| {
            assert_eq!(current().trace_id().unwrap().to_string(), "771a43a4192642f0b136d5159a501700");
        });
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1, continued from span 1
    function "theirs"
    "#);
}

#[test]
fn levels_are_left_out_from_debug_on() {
    let spans = || {
        root(|| {
            debug_span!("debug").in_scope(|| info_span!("info").in_scope(ours));
            tracing::trace_span!("trace").in_scope(ours);
        })
    };
    insta::assert_snapshot!(captured(spans), @r#"
    trace 1
    function "root"
    ├─ function "info"
    │  └─ function "ours"
    └─ function "ours"
    "#);
    let finer = SpanLayer::new().max_level(tracing::Level::DEBUG);
    insta::assert_snapshot!(captured_by(finer, spans), @r#"
    trace 1
    function "root"
    ├─ function "debug"
    │  └─ function "info"
    │     └─ function "ours"
    └─ function "ours"
    "#);
}

#[traced(name = "load")]
#[instrument]
fn load() {
    ours();
}

#[test]
fn a_function_with_both_attributes_is_one_span_where_that_is_asked_for() {
    let ignoring = SpanLayer::new().ignore([concat!(module_path!(), "::load")]);
    insta::assert_snapshot!(captured_by(ignoring, load), @r#"
    trace 1
    function "load"
    └─ function "ours"
    "#);
}

#[test]
fn what_is_traced_already_is_left_out() {
    let spans = || {
        root(|| {
            let spans: [fn() -> Span; 4] = [
                || info_span!(target: "tower_http::trace::make_span", "request", method = "GET", uri = "/"),
                || info_span!(target: "hyper::proto", "connection"),
                || info_span!(target: "h2::client", "frame"),
                || info_span!(target: "hyper_utility", "another"),
            ];
            spans.iter().for_each(|span| span().in_scope(ours));
        })
    };
    insta::assert_snapshot!(captured(spans), @r#"
    trace 1
    function "root"
    ├─ function "ours"
    ├─ function "ours"
    ├─ function "ours"
    └─ function "another"
       └─ function "ours"
    "#);
    insta::assert_snapshot!(captured_by(SpanLayer::new().ignore_none().ignore(["h2"]), spans), @r#"
    trace 1
    function "root"
    ├─ http.server "request" http.request.method="GET" url.full="/"
    │  └─ function "ours"
    ├─ function "connection"
    │  └─ function "ours"
    ├─ function "ours"
    └─ function "another"
       └─ function "ours"
    "#);
}
