//! Node.js to Rust to Python, Python to Rust to Node.js, and Rust first: one trace, one decision, one context.

use std::net::SocketAddr;

use futures_util::future::join_all;
use rina_trace::Config;
use serde_json::json;

use super::middle::{self, ODD, RATES};
use super::seen::{self, Seen};
use super::services::{LANGUAGES, Language, Lifecycle, Service, Tools, tools};
use super::way::new_trace;
use crate::app::App;
use crate::baggage::Members;
use crate::edge::{block_on, serving};
use crate::server::Server;

#[test]
fn a_trace_goes_through_three_languages() {
    let Some(tools) = tools() else { return };
    let theirs = drive(tools, Lifecycle::Static);
    assert!(theirs("transaction") > 0 && theirs("span") == 0);
}

#[test]
fn a_trace_goes_through_three_languages_whose_sdks_stream_their_spans() {
    let Some(tools) = tools() else { return };
    let theirs = drive(tools, Lifecycle::Stream);
    assert!(theirs("transaction") == 0 && theirs("span") > 0);
}

/// The services of one language, by what they decide as the head of a trace.
struct Peers {
    yes: Service,
    no: Service,
    /// Has no rate, and leaves the decision to others.
    deferring: Service,
}

impl Peers {
    fn start(tools: &Tools, language: Language, ingest: &Server, lifecycle: Lifecycle) -> Self {
        let start = |what: &str, rate: Option<f64>| {
            let rate = rate.map(|rate| ("tracesSampleRate", "traces_sample_rate", json!(rate)));
            let name = format!("{}_{what}", language.name());
            tools.start(language, ingest, lifecycle, &name, rate.as_slice())
        };
        Self { yes: start("yes", Some(1.0)), no: start("no", Some(0.0)), deferring: start("deferring", None) }
    }
}

/// What is to be looked at when everything has been sent.
type Check = Box<dyn FnOnce(&Seen)>;

/// Sends requests on all ways, and looks at what was told and sent. How many items of a type the peers sent is
/// returned.
fn drive(tools: &Tools, lifecycle: Lifecycle) -> impl Fn(&str) -> usize {
    let ingest = Server::start();
    let peers = LANGUAGES.map(|language| Peers::start(tools, language, &ingest, lifecycle));
    for service in peers.iter().flat_map(|peers| [&peers.yes, &peers.no, &peers.deferring]) {
        service.address();
    }
    let [node, python] = &peers;
    let mut checks = Vec::new();
    let app = App::start(middle::deciding);
    block_on(serving(middle::router(), async |rust| {
        for (head, tail) in [(node, python), (python, node)] {
            checks.extend(with_a_rate(head, rust, tail).await);
        }
    }));
    let mut sent = app.sent();
    drop(app);
    let app = App::start(|_| {
        Config::new()
            .dsn(ingest.dsn())
            .environment("production")
            .release("rust@1")
            .propagate_traceparent(true)
    });
    block_on(serving(middle::router(), async |rust| {
        for (head, tail) in [(node, python), (python, node)] {
            checks.push(passed_on(head, rust, tail).await);
            checks.push(left_to_others(rust, head, tail).await);
        }
    }));
    app.sent();
    drop(app);
    for service in peers.into_iter().flat_map(|peers| [peers.yes, peers.no, peers.deferring]) {
        service.stop();
    }
    let theirs = ingest.envelopes();
    sent.extend_from_slice(&theirs);
    let seen = Seen::of(&sent);
    checks.into_iter().for_each(|check| check(&seen));
    move |item_type| seen::count(&theirs, item_type)
}

/// Ways through a service in Rust that has a rate.
async fn with_a_rate(head: &Peers, rust: SocketAddr, tail: &Peers) -> Vec<Check> {
    let mut checks = vec![sampled(head, rust, tail).await, unsampled(head, rust, tail).await];
    for (path, rate) in RATES {
        checks.push(deferred(head, &format!("{rust}{path}"), tail, rate).await);
    }
    // Each is in its own trace, however many there are at once.
    checks.extend(join_all((0..10).map(|_| sampled(head, rust, tail))).await);
    checks.push(begun_here(rust, head, tail).await);
    checks.push(begun_elsewhere(rust, head, tail).await);
    checks.push(begun_without_a_context(rust, head).await);
    checks
}

fn at(service: &Service) -> String {
    format!("{}/hop", service.address())
}

fn hop(rust: SocketAddr) -> String {
    format!("{rust}/hop")
}

async fn sampled(head: &Peers, rust: SocketAddr, tail: &Peers) -> Check {
    // The tail's own rate is not asked.
    let way = middle::send(&[at(&head.yes), hop(rust), at(&tail.no)], "").await;
    way.is_one_trace(&[Some(true); 2]);
    let context = way.has_one_context(true);
    assert_eq!(context["release"], format!("{}@1", way.services()[0]));
    Box::new(move |seen| way.was_sent_by(&way.services(), seen))
}

async fn unsampled(head: &Peers, rust: SocketAddr, tail: &Peers) -> Check {
    let way = middle::send(&[at(&head.no), hop(rust), at(&tail.yes)], "").await;
    way.is_one_trace(&[Some(false); 2]);
    way.has_one_context(false);
    Box::new(move |seen| way.was_sent_by(&[], seen))
}

/// The service in Rust decides on what the head left open, by the number of the trace; the tail does as it says,
/// whatever its own rate.
async fn deferred(head: &Peers, rust: &str, tail: &Peers, rate: f64) -> Check {
    let tail = if rate == 1.0 { &tail.no } else { &tail.yes };
    let way = middle::send(&[at(&head.deferring), rust.to_owned(), at(tail)], "").await;
    // To the context has come the rate that was applied, and the number if there was none (Node.js tells none).
    let mut context = way.tells(0).context.clone();
    assert!(!context.contains_key("sampled") && !context.contains_key("sample_rate"), "{context:?}");
    context.insert("sample_rate".to_owned(), rate.to_string());
    let number = &way.tells(1).context["sample_rand"];
    context.entry("sample_rand".to_owned()).or_insert_with(|| number.clone());
    assert_eq!(way.tells(1).context, context);

    let accepts = number.parse::<f64>().unwrap() < rate;
    way.is_one_trace(&[None, Some(accepts)]);
    Box::new(move |seen| {
        let services = way.services();
        way.was_sent_by(if accepts { &services[1..] } else { &[] }, seen);
    })
}

/// The context that this crate makes is read by the others as it was meant.
async fn begun_here(rust: SocketAddr, second: &Peers, third: &Peers) -> Check {
    // Baggage without a trace is nobody's.
    let headers = "baggage: other=1,sentry-release=old\r\n";
    let way = middle::send(&[hop(rust), at(&second.no), at(&third.no)], headers).await;
    way.is_one_trace(&[Some(true); 2]);
    let context = way.has_one_context(true);
    let told = ["environment", "release", "transaction", "public_key"].map(|key| &*context[key]);
    assert_eq!(told, [ODD, "rust@1", "GET /hop", "key"]);
    Box::new(move |seen| way.was_sent_by(&way.services(), seen))
}

/// A browser began it. What is not known, of Sentry, goes on; what is of others does not.
async fn begun_elsewhere(rust: SocketAddr, second: &Peers, fourth: &Peers) -> Check {
    let trace = new_trace();
    let headers = format!(
        "sentry-trace: {trace}-b0e6f15b45c36b12-1\r\n\
         baggage: other=1;property,sentry-trace_id={trace},sentry-public_key=browser,sentry-sampled=true\r\n\
         baggage: vendor=2,sentry-sample_rate=0.25,sentry-sample_rand=0.125,sentry-tomorrow=yes%2C%20indeed\r\n"
    );
    let way = middle::send(&[hop(rust), at(&second.no), hop(rust), at(&fourth.no)], &headers).await;
    way.is_one_trace(&[Some(true); 3]);
    assert_eq!(way.has_one_context(true)["tomorrow"], "yes, indeed");
    Box::new(move |seen| way.was_sent_by(&way.services(), seen))
}

/// Where the head told no context, nobody makes one up.
async fn begun_without_a_context(rust: SocketAddr, second: &Peers) -> Check {
    let headers = format!("sentry-trace: {}-b0e6f15b45c36b12-1\r\nbaggage: other=1\r\n", new_trace());
    let way = middle::send(&[hop(rust), at(&second.no)], &headers).await;
    assert_eq!(way.continued(), [true, true]);
    let told = way.tells(0).clone();
    assert!(told.context.is_empty() && told.foreign.is_empty() && told.sampled == Some(true), "{told:?}");
    Box::new(move |seen| {
        let spans = seen.spans.iter().filter(|span| span.trace == told.trace);
        let mut contexts: Vec<_> = spans.map(|span| (&*span.release, &span.context)).collect();
        let errors = seen.errors.iter().filter(|error| error.trace == told.trace);
        contexts.extend(errors.map(|error| (&*error.release, &error.context)));
        contexts.retain(|(release, _)| *release == "rust@1");
        // The request, its call and the error.
        assert_eq!(contexts, [("rust@1", &Members::new()); 3]);
    })
}

/// Without a rate this crate sends no spans and changes nothing.
async fn passed_on(head: &Peers, rust: SocketAddr, tail: &Peers) -> Check {
    let way = middle::send(&[at(&head.yes), hop(rust), at(&tail.no)], "").await;
    way.is_one_trace(&[Some(true); 2]);
    way.has_one_context(true);
    Box::new(move |seen| {
        let services = way.services();
        way.was_sent_by(&[services[0], services[2]], seen);
    })
}

/// Without a rate this crate leaves the decision to the next.
async fn left_to_others(rust: SocketAddr, second: &Peers, third: &Peers) -> Check {
    let way = middle::send(&[hop(rust), at(&second.yes), at(&third.no)], "").await;
    way.is_one_trace(&[None, Some(true)]);
    Box::new(move |seen| way.was_sent_by(&way.services()[1..], seen))
}
