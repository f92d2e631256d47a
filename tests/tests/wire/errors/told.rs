//! What the program sends itself is not sent again.

use rina_trace::traced;

use super::{NotFound, Rejected, assert_of, chain, functions, mechanism, one};

#[traced(op = "db.query", name = "find", err = capture)]
fn find() -> Result<u8, NotFound> {
    Err(NotFound("cart"))
}

/// Sends by `send` what `find` fails with, and fails with it, too.
fn root_sending(send: fn(&NotFound)) -> (serde_json::Value, serde_json::Value) {
    #[traced(name = "sends", err = capture)]
    fn sends(send: fn(&NotFound)) -> Result<u8, NotFound> {
        find().inspect_err(send)
    }
    #[traced(name = "root", err = capture)]
    fn root(send: fn(&NotFound)) -> Result<u8, Rejected> {
        sends(send).map_err(Rejected)
    }
    one(|| root(send))
}

#[test]
fn by_our_function() {
    let (event, transaction) = root_sending(rina_trace::capture_error);
    assert_eq!(chain(&event), [("NotFound", "there is no cart")]);
    assert_eq!(mechanism(&event), ("generic", true));
    // It has left that span before.
    assert_of(&event, &transaction, "find");
    assert!(!functions(&event).is_empty());
}

#[test]
fn by_sentry_s() {
    let (event, transaction) = root_sending(|error| {
        sentry::capture_error(error);
    });
    assert_eq!(chain(&event), [("NotFound", "there is no cart")]);
    assert_of(&event, &transaction, "find");
}

#[test]
fn where_it_comes_up() {
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, NotFound> {
        let error = NotFound("cart");
        rina_trace::capture_error(&error);
        Err(error)
    }
    let (event, transaction) = one(root);
    assert_eq!(event["contexts"]["trace"]["span_id"], super::span(&transaction, "root")["span_id"]);
    assert_eq!(event["exception"]["values"][0]["module"], "wire::errors");
}

#[test]
fn another_one_is_sent_all_the_same() {
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, NotFound> {
        rina_trace::capture_error(&NotFound("purse"));
        Err(NotFound("cart"))
    }
    assert_eq!(super::sent(root).0.len(), 2);
}

#[test]
fn a_box_is_looked_into() {
    #[traced(name = "root")]
    fn root() -> anyhow::Result<u8> {
        let error = anyhow::Error::new(NotFound("cart")).context("checkout");
        rina_trace::capture_error::<dyn std::error::Error>(error.as_ref());
        Err(error)
    }
    let (event, _) = one(root);
    assert_eq!(chain(&event), [("NotFound", "there is no cart"), ("Error", "checkout")]);
}

#[test]
fn outside_of_a_segment() {
    #[traced(name = "inner", child_only, err = capture)]
    fn inner() -> Result<u8, NotFound> {
        let error = NotFound("cart");
        rina_trace::capture_error(&error);
        Err(error)
    }
    let (events, _) = super::sent(inner);
    assert_eq!((events.len(), mechanism(&events[0])), (1, ("generic", true)));
}
