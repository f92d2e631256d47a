//! What the processes do that tests start; see `process`.

use rina_trace::{Config, trace_headers, traced};

use crate::process::{self, Printing};

/// Does nothing in a run of the tests.
#[test]
fn child() {
    let Some(name) = process::child() else { return };
    // The harness has begun a line.
    println!();
    if name == "statements" {
        return crate::beside::statements::print();
    }
    tracing::subscriber::set_global_default(Printing).unwrap();
    match &*name {
        "environment" => starts(&Config::from_env()),
        "options" => starts(&Config::from_env().environment("by option").release("by option@1")),
        "options, all" => starts(
            &Config::from_env()
                .dsn("http://option@127.0.0.1:9/1")
                .environment("o")
                .traces_sample_rate(0.5)
                .debug(false),
        ),
        "defaults" => starts(&Config::new()),
        "options without a DSN" => starts(&Config::from_env().dsn("")),
        "wrong rate" => starts(&Config::new().dsn("http://key@127.0.0.1:9/1").traces_sample_rate(25.0)),
        "too early" => too_early(),
        "not continued" => not_continued(),
        "broken samplers" => broken_samplers(),
        "panicking sampler" => panicking_sampler(),
        "secrets" => crate::secrets::plant::everywhere(),
        "request without a span" => crate::client::headers::without_a_span(),
        "hash" => crate::secrets::plant::hashes(),
        "backtraces" => crate::errors::bubbling::brings_a_trace(),
        "blind client" => crate::errors::panics::of_a_blind_client(),
        other => panic!("there is no child {other}"),
    }
}

#[traced(op = "http.server", name = "GET /request")]
fn request() {
    let headers = trace_headers();
    println!("sentry-trace: {}", headers.sentry_trace().unwrap_or("none"));
    println!("baggage: {}", headers.baggage().unwrap_or("none"));
    println!("recording: {}", rina_trace::current().is_recording());
}

fn starts(config: &Config) {
    if let Err(error) = config.try_init().map(drop) {
        println!("error: {error}");
    }
    let guard = config.init();
    println!("enabled: {}", guard.is_enabled());
    request();
}

fn too_early() {
    request();
    request();
    let _guard = Config::from_env().dsn("http://key@127.0.0.1:9/1").traces_sample_rate(0.0).init();
    request();
}

fn not_continued() {
    let _guard = Config::from_env()
        .dsn("http://key@o1.ingest.localhost:9/1")
        .strict_trace_continuation(true)
        .traces_sample_rate(0.0)
        .init();
    let trace = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1";
    rina_trace::continue_trace([("sentry-trace", "nonsense")]);
    rina_trace::continue_trace([("traceparent", "nonsense")]);
    rina_trace::continue_trace([("sentry-trace", trace), ("baggage", "sentry-org_id=2")]);
    rina_trace::continue_trace([("sentry-trace", trace)]);
}

fn broken_samplers() {
    for given in [f64::NAN, 1.5, -0.5] {
        let config = Config::new().traces_sample_rate(1.0).traces_sampler(move |_| Some(given));
        let traces = rina_trace::testing::capture_with(&config, || (0..3).for_each(|_| request()));
        println!("recorded: {}", traces.segments().len());
    }
}

fn panicking_sampler() {
    let config = Config::new().traces_sample_rate(1.0).traces_sampler(|_| panic!("of the user's own"));
    let traces = rina_trace::testing::capture_with(&config, || (0..3).for_each(|_| request()));
    println!("recorded: {}", traces.segments().len());
}
