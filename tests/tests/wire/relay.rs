//! Everything that the example sends passes the normaliser of Sentry's server, `sentry-relay` on `PyPI`.
//!
//! Where there is no Python, or the package cannot be installed, the test says so and passes; with
//! `RINA_REQUIRE_PEERS=1` that is a failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::app::App;
use crate::peers::installed;
use crate::server::{Envelope, Server};

const PACKAGE: &str = "sentry-relay==0.10.1";

#[test]
fn the_normaliser_of_the_server_finds_no_fault_with_the_example() {
    let Some(python) = installed::or_skip(python()) else { return };
    let envelopes = example();
    let count = |item_type| envelopes.iter().filter(|sent| sent.payload(item_type).is_some()).count();
    assert!(count("transaction") >= 20, "{} transactions", count("transaction"));
    assert!(count("event") >= 1, "{} events", count("event"));
    assert!(count("span") >= 1, "{} items of spans", count("span"));
    for envelope in envelopes {
        assert_eq!(envelope.header["sdk"]["name"], "sentry.rust.rina-trace");
        if let Some(sent) = envelope.payload("transaction") {
            assert_eq!(envelope.header["trace"]["trace_id"], sent["contexts"]["trace"]["trace_id"]);
        }
    }
    judge(&python, &lines(envelopes));
}

/// The judge must find fault with what is wrong, or its silence would mean nothing.
#[test]
fn the_normaliser_finds_fault_with_what_is_wrong() {
    let Ok(python) = python() else { return };
    let trace = json!({ "trace_id": "771a43a4192642f0b136d5159a501700", "span_id": "b0e6f15b45c36b12" });
    let payload = |key: &str, value: Value| {
        let mut payload = json!({
            "type": "transaction", "transaction": "x", "transaction_info": { "source": "custom" },
            "start_timestamp": 1.5, "timestamp": 2.5, "contexts": { "trace": trace },
        });
        payload[key] = value;
        format!("{}\n", json!({ "type": "transaction", "payload": payload }))
    };
    let span = |key: &str, value: Value| {
        let attribute = json!({ "type": "string", "value": "x" });
        let keys =
            ["sentry.op", "sentry.origin", "sentry.segment.id", "sentry.segment.name", "sentry.sdk.name"];
        let attributes: serde_json::Map<_, _> =
            keys.map(|key| (key.to_owned(), attribute.clone())).into_iter().collect();
        let mut span = json!({
            "trace_id": trace["trace_id"], "span_id": "b0e6f15b45c36b13", "parent_span_id": trace["span_id"],
            "name": "x", "status": "ok", "is_segment": false, "start_timestamp": 1.5, "end_timestamp": 2.5,
            "attributes": attributes,
        });
        span[key] = value;
        let item = json!({ "type": "span", "payload": { "version": 2, "items": [span] } });
        format!("{}{item}\n", payload("transaction", json!("x")))
    };
    let ask = |line: String| ask(&python, &line);
    assert!(ask(payload("transaction", json!("x"))).0, "what is right passes");
    assert!(!ask(payload("release", json!("new\nline"))).0, "the server marks it");
    assert!(!ask(payload("timestamp", json!(1.0))).0, "the server refuses it");
    assert!(!ask(payload("transaction", json!(""))).0, "we look at names");
    assert!(!ask(payload("tags", json!({ "long": "x".repeat(201) }))).0, "we look at tags");
    assert!(ask(span("name", json!("y"))).0, "a span of its own that is right passes");
    assert!(!ask(span("status", json!("internal_error"))).0, "we look at its status");
    assert!(!ask(span("parent_span_id", json!("b0e6f15b45c36b14"))).0, "and for its parent");
    assert!(!ask(span("attributes", json!({ "a": { "type": "integer", "value": "1" } }))).0, "and at types");
    assert!(!ask(String::new()).0, "nothing is no proof");
}

#[test]
fn the_normaliser_of_the_server_takes_links_and_jobs() {
    let Ok(python) = python() else { return };
    let app = App::start(|config| config);
    let (published, headers) = rina_trace::queue::publish("emails").system("kafka").start();
    let processed = rina_trace::queue::process("emails").system("kafka").batch([&headers]).start();
    let inner = processed.in_scope(|| rina_trace::span!("function", "inner"));
    inner.link(published.as_link().unwrap().link_type("producer"));
    drop((inner, published, processed));
    judge(&python, &lines(&app.sent()));
}

/// What the whole application sends. It is run once.
pub(crate) fn example() -> &'static [Envelope] {
    static SENT: std::sync::OnceLock<Vec<Envelope>> = std::sync::OnceLock::new();
    SENT.get_or_init(run_example)
}

/// The transactions of the example.
pub(crate) fn transactions() -> impl Iterator<Item = &'static Value> {
    example().iter().filter_map(|sent| sent.payload("transaction"))
}

/// The spans below the roots of its transactions.
pub(crate) fn spans() -> impl Iterator<Item = &'static Value> {
    transactions().flat_map(|sent| sent["spans"].as_array().unwrap())
}

fn run_example() -> Vec<Envelope> {
    let server = Server::start();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "rina-trace-examples", "--example", "rinawarp"]);
    command.arg("--target-dir").arg(target_directory());
    let output = command.env("SENTRY_DSN", server.dsn()).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    server.envelopes()
}

fn lines(envelopes: &[Envelope]) -> String {
    let mut lines = String::new();
    for (header, payload) in envelopes.iter().flat_map(|envelope| &envelope.items) {
        if ["transaction", "event", "span"].iter().any(|known| header["type"] == *known) {
            lines += &format!("{}\n", json!({ "type": header["type"], "payload": payload }));
        }
    }
    lines
}

fn judge(python: &Path, lines: &str) {
    let (passed, said) = ask(python, lines);
    assert!(passed, "{said}");
    println!("{said}");
}

fn ask(python: &Path, lines: &str) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/relay.py");
    let mut command = Command::new(python);
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    // A script that broke has not judged.
    assert!(said.contains(" payloads, "), "{said}");
    (output.status.success(), said)
}

/// A Python that has the package.
fn python() -> Result<PathBuf, String> {
    static MADE: std::sync::OnceLock<Result<PathBuf, String>> = std::sync::OnceLock::new();
    MADE.get_or_init(|| installed::python(&[PACKAGE])).clone()
}

/// The one that this binary lies in: `<target>/<profile>/deps/<binary>`.
fn target_directory() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    binary.ancestors().nth(3).unwrap().to_owned()
}
