//! Errors: one event for one failure, of the innermost span that it has left, whatever becomes of it on its way.

pub mod bubbling;
mod expected;
mod filters;
mod handled;
pub mod panics;
mod server;
mod tasks;
mod told;

use std::error::Error;
use std::fmt;

use serde_json::Value;

use crate::app::App;

/// The events and the transactions of a call.
fn sent<R>(call: impl FnOnce() -> R) -> (Vec<Value>, Vec<Value>) {
    let app = App::start(|config| config);
    call();
    (app.events(), app.transactions())
}

/// The one event of a call, and the one transaction.
#[track_caller]
fn one<R>(call: impl FnOnce() -> R) -> (Value, Value) {
    let (mut events, mut transactions) = sent(call);
    assert_eq!((events.len(), transactions.len()), (1, 1), "{events:#?}");
    (events.remove(0), transactions.remove(0))
}

/// Type and text of each exception, the innermost cause first.
fn chain(event: &Value) -> Vec<(&str, &str)> {
    let exceptions = event["exception"]["values"].as_array().unwrap();
    let word = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned().leak() as &str;
    exceptions.iter().map(|exception| (word(&exception["type"]), word(&exception["value"]))).collect()
}

/// Mechanism of the error itself: its type, and whether it was handled.
fn mechanism(event: &Value) -> (&str, bool) {
    let mechanism = &event["exception"]["values"].as_array().unwrap().last().unwrap()["mechanism"];
    (mechanism["type"].as_str().unwrap(), mechanism["handled"].as_bool().unwrap())
}

/// The functions of the only stack trace, the innermost last.
fn functions(event: &Value) -> Vec<String> {
    let exceptions = event["exception"]["values"].as_array().unwrap();
    let traces: Vec<&Value> =
        exceptions.iter().map(|it| &it["stacktrace"]["frames"]).filter(|it| it.is_array()).collect();
    assert_eq!(traces.len(), 1, "{exceptions:#?}");
    let frames = traces[0].as_array().unwrap();
    frames.iter().map(|frame| frame["function"].as_str().unwrap().to_owned()).collect()
}

/// The span of a transaction by its name; its root by the transaction's.
fn span<'a>(transaction: &'a Value, name: &str) -> &'a Value {
    let spans = transaction["spans"].as_array().unwrap();
    let found = spans.iter().find(|span| span["description"] == name);
    found.unwrap_or_else(|| {
        assert_eq!(transaction["transaction"], name, "{transaction:#}");
        &transaction["contexts"]["trace"]
    })
}

/// That an event is of a span: its ids and its operation.
#[track_caller]
fn assert_of(event: &Value, transaction: &Value, name: &str) {
    let (trace, span) = (&event["contexts"]["trace"], span(transaction, name));
    for key in ["span_id", "parent_span_id", "op"] {
        assert_eq!(trace.get(key), span.get(key), "{key}");
    }
    assert_eq!(trace["trace_id"], transaction["contexts"]["trace"]["trace_id"]);
    assert_eq!(event["transaction"], transaction["transaction"]);
}

/// An error without a cause.
#[derive(Debug, Clone, PartialEq)]
struct NotFound(&'static str);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {}", self.0)
    }
}

impl Error for NotFound {}

/// One with a cause.
#[derive(Debug)]
struct Rejected(NotFound);

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order was rejected")
    }
}

impl Error for Rejected {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}
