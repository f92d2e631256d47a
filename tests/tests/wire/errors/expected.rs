//! Errors that are nothing to worry about: they set a status and send nothing.

use std::fmt;
use std::io;

use rina_trace::{SpanError, SpanStatus, traced};
use serde_json::json;

use super::{NotFound, Rejected, chain, one, sent, span};
use crate::edge::block_on;

/// The status that a root called `root` ends with, and how many events it sends.
fn status_of<R>(call: impl FnOnce() -> R) -> (String, usize) {
    let (events, transactions) = sent(call);
    (transactions[0]["contexts"]["trace"]["status"].as_str().unwrap().to_owned(), events.len())
}

fn ok() -> (String, usize) {
    ("ok".to_owned(), 0)
}

#[test]
fn by_type_wherever_it_is_in_the_chain() {
    #[traced(name = "root", err = capture, expected = NotFound)]
    fn itself() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root", err = capture, expected = [io::Error, super::NotFound])]
    fn a_cause() -> Result<u8, Rejected> {
        Err(Rejected(NotFound("cart")))
    }
    #[traced(name = "root", err = capture, expected = NotFound)]
    async fn in_a_box() -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
        Err(NotFound("cart").into())
    }
    #[traced(name = "root", err = capture, expected = NotFound)]
    fn in_anyhow() -> anyhow::Result<u8> {
        Err(anyhow::Error::new(NotFound("cart")).context("checkout"))
    }
    #[traced(name = "root", err = capture, expected = NotFound)]
    fn in_eyre() -> eyre::Result<u8> {
        Err(eyre::Report::new(NotFound("cart")))
    }
    assert_eq!(status_of(itself), ok());
    assert_eq!(status_of(a_cause), ok());
    assert_eq!(status_of(|| block_on(in_a_box())), ok());
    assert_eq!(status_of(in_anyhow), ok());
    assert_eq!(status_of(in_eyre), ok());
}

#[test]
fn another_type_is_sent() {
    #[traced(name = "root", err = capture, expected = io::Error)]
    fn root() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    assert_eq!(status_of(root), ("internal_error".to_owned(), 1));
}

#[test]
fn by_a_closure() {
    #[traced(name = "root", err = capture, expected = |error| error.0 == "cart")]
    fn root(what: &'static str) -> Result<u8, NotFound> {
        Err(NotFound(what))
    }
    #[traced(name = "root", err = capture, expected = [io::Error, |error| matches!(error, NotFound("cart"))])]
    async fn later(what: &'static str) -> Result<u8, NotFound> {
        Err(NotFound(what))
    }
    #[traced(name = "root", err = capture, expected = |error: &&str| error.is_empty())]
    fn borrowed<'a>(text: &'a str) -> Result<u8, &'a str> {
        Err(text)
    }
    assert_eq!(status_of(|| root("cart")), ok());
    assert_eq!(status_of(|| root("purse")).1, 1);
    assert_eq!(status_of(|| block_on(later("cart"))), ok());
    assert_eq!(status_of(|| block_on(later("purse"))).1, 1);
    let text = String::new();
    assert_eq!(status_of(|| borrowed(&text).is_err()), ok());
}

#[test]
fn expected_where_it_comes_up_it_is_left_to_the_others() {
    #[traced(name = "inner", err = capture, expected = NotFound)]
    fn inner() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root")]
    fn root() -> Result<u8, NotFound> {
        inner()
    }
    let (events, transactions) = sent(root);
    assert_eq!(events.len(), 0);
    assert_eq!(span(&transactions[0], "inner")["status"], "ok");
    assert_eq!(span(&transactions[0], "inner")["data"]["error.type"], "wire::errors::NotFound");
    assert_eq!(span(&transactions[0], "root")["status"], "internal_error");
}

#[test]
fn a_failure_that_is_expected_further_out_is_handled() {
    #[traced(name = "inner", err = capture)]
    fn inner() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root", expected = NotFound)]
    fn root() -> Result<u8, Rejected> {
        inner().map_err(Rejected)
    }
    assert_eq!(status_of(root), ok());
}

enum OrderError {
    Unknown,
    Paid,
    Broken(NotFound),
}

impl SpanError for OrderError {
    fn span_status(&self) -> SpanStatus {
        match self {
            Self::Unknown => SpanStatus::NotFound,
            Self::Paid => SpanStatus::FailedPrecondition,
            Self::Broken(_) => SpanStatus::DataLoss,
        }
    }

    fn is_expected(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    fn error(&self) -> Option<&(dyn std::error::Error + '_)> {
        match self {
            Self::Broken(error) => Some(error),
            _ => None,
        }
    }
}

#[test]
fn an_error_speaks_for_itself() {
    #[traced(name = "root", err = capture)]
    fn root(error: OrderError) -> Result<u8, OrderError> {
        Err(error)
    }
    assert_eq!(status_of(|| root(OrderError::Unknown)), ("not_found".to_owned(), 0));
    assert_eq!(status_of(|| root(OrderError::Paid)), ("failed_precondition".to_owned(), 1));
    let (event, transaction) = one(|| root(OrderError::Broken(NotFound("ledger"))));
    assert_eq!(transaction["contexts"]["trace"]["status"], "data_loss");
    assert_eq!(chain(&event), [("OrderError", "there is no ledger")]);
}

/// An error that implements both.
#[derive(Debug)]
struct Quota;

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the quota is used up")
    }
}

impl std::error::Error for Quota {}

impl SpanError for Quota {
    fn span_status(&self) -> SpanStatus {
        SpanStatus::ResourceExhausted
    }

    fn error(&self) -> Option<&(dyn std::error::Error + '_)> {
        Some(self)
    }
}

#[test]
fn an_error_that_speaks_is_an_error_still() {
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, Quota> {
        Err(Quota)
    }
    let (event, transaction) = one(root);
    assert_eq!(transaction["contexts"]["trace"]["status"], "resource_exhausted");
    assert_eq!(chain(&event), [("Quota", "the quota is used up")]);
}

#[test]
fn errors_of_the_system_have_their_status() {
    #[traced(name = "root")]
    fn root(kind: io::ErrorKind) -> io::Result<u8> {
        Err(kind.into())
    }
    #[traced(name = "root")]
    fn in_anyhow(kind: io::ErrorKind) -> anyhow::Result<u8> {
        Err(anyhow::Error::new(io::Error::from(kind)).context("reading"))
    }
    for (kind, status) in [
        (io::ErrorKind::NotFound, "not_found"),
        (io::ErrorKind::PermissionDenied, "permission_denied"),
        (io::ErrorKind::TimedOut, "deadline_exceeded"),
        (io::ErrorKind::AlreadyExists, "already_exists"),
        (io::ErrorKind::ConnectionRefused, "unavailable"),
        (io::ErrorKind::Other, "internal_error"),
    ] {
        assert_eq!(status_of(|| root(kind)), (status.to_owned(), 0));
        assert_eq!(status_of(|| in_anyhow(kind)), (status.to_owned(), 0));
    }
}

#[test]
fn what_is_expected_is_told_on_its_span() {
    #[traced(name = "root", err = capture, expected = io::Error)]
    fn root() -> io::Result<u8> {
        Err(io::ErrorKind::NotFound.into())
    }
    let (events, transactions) = sent(root);
    assert!(events.is_empty());
    let trace = &transactions[0]["contexts"]["trace"];
    assert_eq!(trace["status"], "not_found");
    assert_eq!(trace["data"]["error.type"], json!("std::io::error::Error"));
}
