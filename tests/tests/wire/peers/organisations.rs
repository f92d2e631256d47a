//! Which traces go on between organisations, with SDKs that are strict about it on both sides.

use rina_trace::Config;
use serde_json::json;

use super::middle;
use super::seen::Seen;
use super::services::{LANGUAGES, Lifecycle, Service, tools};
use super::way::{Way, new_trace};
use crate::app::App;
use crate::edge::{block_on, serving};
use crate::server::Server;

/// The service in Rust, and where traces go on: there, and at the next service, which is of organisation 1 and strict.
struct Case {
    org: Option<&'static str>,
    strict: bool,
    /// Traces that begin in organisation 1.
    of_one: [bool; 2],
    /// Traces that tell no organisation.
    of_none: [bool; 2],
}

/// <https://develop.sentry.dev/sdk/foundations/trace-propagation/#strict-trace-continuation>
const BETWEEN: [Case; 6] = [
    Case { org: Some("1"), strict: true, of_one: [true, true], of_none: [false, true] },
    Case { org: Some("1"), strict: false, of_one: [true, true], of_none: [true, false] },
    Case { org: Some("2"), strict: true, of_one: [false, false], of_none: [false, false] },
    Case { org: Some("2"), strict: false, of_one: [false, false], of_none: [true, false] },
    Case { org: None, strict: true, of_one: [false, false], of_none: [true, false] },
    // It passes on whose trace it is.
    Case { org: None, strict: false, of_one: [true, true], of_none: [true, false] },
];

#[test]
fn a_trace_stays_in_its_organisation() {
    let Some(tools) = tools() else { return };
    let ingest = Server::start();
    let options = [
        ("tracesSampleRate", "traces_sample_rate", json!(1.0)),
        ("orgId", "org_id", json!("1")),
        ("strictTraceContinuation", "strict_trace_continuation", json!(true)),
    ];
    let start = |language| tools.start(language, &ingest, Lifecycle::Static, language.name(), &options);
    let peers = LANGUAGES.map(start);
    let (mut ways, mut sent) = (Vec::new(), Vec::new());
    for Case { org, strict, of_one, of_none } in BETWEEN {
        let app = App::start(|config| ours(config, org, strict));
        block_on(serving(middle::router(), async |rust| {
            let rust = format!("{rust}/hop");
            let [node, python] = [at(&peers[0]), at(&peers[1])];
            for (head, tail) in [(&node, &python), (&python, &node)] {
                let from_one = middle::send(&[head.clone(), rust.clone(), tail.clone()], "").await;
                let from_none = middle::send(&[rust.clone(), tail.clone()], &of_nobody()).await;
                let continued = [from_one.continued(), from_none.continued()];
                assert_eq!(continued, [of_one, of_none], "{org:?}, strict: {strict}, to {tail}");
                ways.extend([from_one, from_none]);
            }
        }));
        sent.extend(app.sent());
    }
    peers.into_iter().for_each(Service::stop);
    sent.extend(ingest.envelopes());
    let seen = Seen::of(&sent);
    for trace in ways.iter().flat_map(Way::traces) {
        trace.was_sent_by(&trace.services(), &seen);
    }
}

fn ours(config: Config, org: Option<&str>, strict: bool) -> Config {
    let config = config.release("rust@1").strict_trace_continuation(strict);
    match org {
        Some(org) => config.org_id(org),
        None => config,
    }
}

/// The headers of a trace that tells no organisation.
fn of_nobody() -> String {
    let trace = new_trace();
    format!(
        "sentry-trace: {trace}-b0e6f15b45c36b12-1\r\n\
         baggage: sentry-trace_id={trace},sentry-public_key=browser,sentry-sampled=true,sentry-sample_rand=0.5,\
         sentry-sample_rate=1\r\n"
    )
}

fn at(service: &Service) -> String {
    format!("{}/hop", service.address())
}
