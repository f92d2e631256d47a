//! To whom the trace is told.

use rina_trace::testing::capture_with;
use rina_trace::{Config, trace_headers_for, traced};

#[traced(op = "http.server", name = "GET /request")]
fn is_told(url: &str) -> bool {
    trace_headers_for(url).sentry_trace().is_some()
}

/// Which of the URLs are told.
fn told<'a>(config: Config, urls: &[&'a str]) -> Vec<&'a str> {
    let mut told = Vec::new();
    let config = config.traces_sample_rate(1.0);
    capture_with(&config, || told.extend(urls.iter().filter(|url| is_told(url))));
    told
}

const URLS: [&str; 4] = [
    "https://api.stripe.com/v1/charges",
    "https://API.Stripe.com/v1",
    "http://internal:8080/stripe",
    "/relative/v1",
];

#[test]
fn by_default_everybody_is_told() {
    assert_eq!(told(Config::new(), &URLS), URLS);
}

#[test]
fn targets_are_parts_of_the_url_in_any_case() {
    assert_eq!(told(Config::new().trace_propagation_targets(["api.STRIPE.com"]), &URLS), URLS[..2]);
    assert_eq!(told(Config::new().trace_propagation_targets(["/v1", "internal"]), &URLS), URLS);
}

#[test]
fn an_empty_list_tells_nobody() {
    assert!(told(Config::new().trace_propagation_targets([""; 0]), &URLS).is_empty());
}

#[test]
fn sentry_itself_is_not_told() {
    let config = Config::new().dsn("https://key@o1.ingest.sentry.io/42");
    let urls = [
        "https://o1.ingest.sentry.io/api/42/envelope/",
        "https://O1.ingest.sentry.io:443/api/",
        "https://user@o1.ingest.sentry.io",
        "https://o2.ingest.sentry.io/api/",
        "https://example.com/?from=o1.ingest.sentry.io",
    ];
    assert_eq!(told(config, &urls), urls[3..]);
}

#[test]
fn another_port_of_sentrys_host_is_another_service() {
    let config = Config::new().dsn("http://key@localhost:8969/1");
    let urls = ["http://localhost:8969/stream", "http://localhost:3000/orders", "http://localhost/orders"];
    assert_eq!(told(config, &urls), urls[1..]);
    let config = Config::new().dsn("http://key@localhost/1");
    assert_eq!(told(config, &urls), urls[..2]);
}

#[test]
fn an_address_of_version_6_may_be_sentrys() {
    let config = Config::new().dsn("http://key@[::1]:8969/1");
    let urls = ["http://[::1]:8969/stream", "http://[::1]:3000/orders", "http://[::1]/orders"];
    assert_eq!(told(config, &urls), urls[1..]);
}
