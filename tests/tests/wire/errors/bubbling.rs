//! A failure goes through many functions, as itself or in something else: it is one event.

use rina_trace::{span, traced};
use serde_json::json;

use super::{NotFound, Rejected, assert_of, chain, functions, mechanism, one};
use crate::edge::block_on;

const CART: (&str, &str) = ("NotFound", "there is no cart");

#[traced(op = "db.query", name = "find", err = capture)]
fn find() -> Result<u8, NotFound> {
    Err(NotFound("cart"))
}

#[traced(op = "db.query", name = "find", err = capture)]
async fn find_later() -> Result<u8, NotFound> {
    tokio::task::yield_now().await;
    Err(NotFound("cart"))
}

#[test]
fn the_same_value_through_five_functions() {
    #[traced(name = "four", err = capture)]
    fn four() -> Result<u8, NotFound> {
        find()
    }
    #[traced(name = "three")]
    fn three() -> Result<u8, NotFound> {
        four()
    }
    #[traced(name = "two", err = capture)]
    fn two() -> Result<u8, NotFound> {
        Ok(three()? + 1)
    }
    #[traced(op = "http.server", name = "GET /cart")]
    fn root() -> Result<u8, NotFound> {
        two()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART]);
    assert_of(&event, &transaction, "find");
    assert_eq!(mechanism(&event), ("auto.function.rina_trace", true));
    assert_eq!(event["exception"]["values"][0]["module"], "wire::errors");
    let functions = functions(&event);
    assert!(functions.last().unwrap().contains("bubbling::find"), "{functions:#?}");
    assert!(functions.iter().any(|function| function.contains("three")), "{functions:#?}");
    for name in ["find", "four", "three", "two", "GET /cart"] {
        assert_eq!(super::span(&transaction, name)["status"], "internal_error", "{name}");
    }
}

#[test]
fn frames_of_ours_are_none_of_the_program_s() {
    #[traced(name = "root")]
    fn root() -> Result<u8, NotFound> {
        find()
    }
    let (event, _) = one(root);
    let frames = event["exception"]["values"][0]["stacktrace"]["frames"].as_array().unwrap();
    let of =
        |name: &str| frames.iter().find(|frame| frame["function"].as_str().unwrap().contains(name)).unwrap();
    assert_eq!(of("rina_trace::__private")["in_app"], json!(false));
    assert_eq!(of("std::")["in_app"], json!(false));
    assert_ne!(of("bubbling::find").get("in_app"), Some(&json!(false)));
    assert!(of("bubbling::find")["filename"].as_str().unwrap().ends_with(".rs"));
}

#[test]
fn wrapped_it_takes_what_is_around_it_along() {
    #[traced(name = "order")]
    fn order() -> Result<u8, Rejected> {
        find().map_err(Rejected)
    }
    #[traced(name = "root")]
    fn root() -> Result<u8, Rejected> {
        order()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART, ("Rejected", "the order was rejected")]);
    assert_of(&event, &transaction, "find");
    let mechanisms: Vec<_> =
        event["exception"]["values"].as_array().unwrap().iter().map(|it| &it["mechanism"]["type"]).collect();
    assert_eq!(mechanisms, ["chained", "auto.function.rina_trace"]);
    // The trace is of the error that was seen first.
    assert!(event["exception"]["values"][0]["stacktrace"].is_object());
}

#[test]
fn in_a_box() {
    #[traced(name = "order")]
    fn order() -> Result<u8, Box<dyn std::error::Error>> {
        Ok(find()? + 1)
    }
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
        order().map_err(|error| error.to_string().into())
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART]);
    assert_of(&event, &transaction, "find");
}

#[test]
fn in_anyhow_with_context() {
    use anyhow::Context;
    #[traced(name = "order")]
    fn order() -> anyhow::Result<u8> {
        find().context("no order without a cart")
    }
    #[traced(name = "root", err = capture)]
    fn root() -> anyhow::Result<u8> {
        order().context("checkout")
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART, ("Error", "no order without a cart"), ("Error", "checkout")]);
    assert_of(&event, &transaction, "find");
}

#[test]
fn in_eyre_with_context() {
    use eyre::WrapErr;
    #[traced(name = "order", err = capture)]
    fn order() -> eyre::Result<u8> {
        find().wrap_err("no order without a cart")
    }
    #[traced(name = "root")]
    fn root() -> eyre::Result<u8> {
        order()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event).len(), 2);
    assert_eq!(chain(&event)[0], CART);
    assert_eq!(chain(&event)[1].1, "no order without a cart");
    assert_of(&event, &transaction, "find");
}

#[test]
fn a_text_is_an_error_too() {
    #[traced(name = "inner", err = capture)]
    fn inner() -> Result<u8, String> {
        Err("out of paper".to_owned())
    }
    #[traced(name = "root")]
    fn root() -> anyhow::Result<u8> {
        inner().map_err(anyhow::Error::msg)
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [("String", "out of paper")]);
    assert_of(&event, &transaction, "inner");
}

#[test]
fn what_was_made_of_it_is_added_where_nobody_sends_that() {
    #[derive(Debug)]
    struct Opaque;
    #[traced(name = "order")]
    fn order() -> Result<u8, Opaque> {
        find().map_err(|_| Opaque)
    }
    #[traced(name = "root")]
    fn root() -> Result<u8, Opaque> {
        order()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART, ("Opaque", "")]);
    assert_of(&event, &transaction, "find");
}

#[test]
fn another_error_is_a_failure_of_its_own() {
    #[traced(name = "order", err = capture)]
    fn order() -> Result<u8, std::num::ParseIntError> {
        let _ = find();
        "x".parse()
    }
    #[traced(name = "root")]
    fn root() -> Result<u8, std::num::ParseIntError> {
        order()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [("ParseIntError", "invalid digit found in string")]);
    assert_of(&event, &transaction, "order");
}

#[test]
fn through_sync_and_async_functions_and_spans_by_hand() {
    #[traced(name = "cart")]
    async fn cart() -> Result<u8, NotFound> {
        find_later().await
    }
    #[traced(name = "order", err = capture)]
    fn order() -> anyhow::Result<u8> {
        let span = span!("function", "by hand");
        let _entered = span.enter();
        Ok(block_on(cart())?)
    }
    #[traced(name = "root")]
    fn root() -> anyhow::Result<u8> {
        order()
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [CART]);
    assert_of(&event, &transaction, "find");
}

#[test]
fn in_a_stream() {
    use futures_util::{Stream, StreamExt};
    #[traced(op = "db.query", name = "rows", err = capture)]
    fn rows() -> impl Stream<Item = Result<u8, NotFound>> {
        futures_util::stream::iter([Ok(1), Err(NotFound("cart")), Ok(3)])
    }
    #[traced(name = "root")]
    async fn root() -> Result<u8, NotFound> {
        let mut rows = std::pin::pin!(rows());
        let mut sum = 0;
        while let Some(row) = rows.next().await {
            sum += row?;
        }
        Ok(sum)
    }
    let (event, transaction) = one(|| block_on(root()));
    assert_eq!(chain(&event), [CART]);
    assert_of(&event, &transaction, "rows");
}

#[test]
fn each_failure_of_a_segment_that_is_not_sampled() {
    #[traced(name = "order", err = capture)]
    fn order() -> Result<u8, Rejected> {
        find().map_err(Rejected)
    }
    #[traced(name = "root")]
    fn root() -> Result<String, Rejected> {
        let trace = rina_trace::trace_headers().sentry_trace().unwrap().to_owned();
        order().map(|_| trace)
    }
    let app = crate::app::App::start(|config| config.traces_sample_rate(0.0));
    assert!(root().is_err() && block_on(async { root_later().await.is_err() }));
    #[traced(name = "root")]
    async fn root_later() -> anyhow::Result<u8> {
        Ok(find_later().await?)
    }
    let events = app.items("event");
    assert_eq!(events.len(), 2);
    assert_eq!(chain(&events[0].1), [CART, ("Rejected", "the order was rejected")]);
    assert_eq!(chain(&events[1].1), [CART]);
    for (header, event) in events {
        assert_eq!(header["trace"]["trace_id"], event["contexts"]["trace"]["trace_id"]);
        assert_eq!(header["trace"]["sampled"], "false");
        assert_eq!(event["transaction"], "root");
    }
    assert!(app.transactions().is_empty());
}

#[test]
fn where_no_segment_is_open() {
    #[traced(name = "inner", child_only, err = capture)]
    fn inner() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "outer", child_only, err = capture)]
    fn outer() -> Result<u8, Rejected> {
        inner().map_err(Rejected)
    }
    let (events, transactions) = super::sent(|| (outer(), outer()));
    assert_eq!((events.len(), transactions.len()), (2, 0), "each call fails once");
    assert_eq!(chain(&events[0]), [CART]);
}

#[test]
fn the_trace_that_an_error_brings_is_its_own() {
    crate::process::run("backtraces", &[("RUST_BACKTRACE", "1")]);
}

/// Where the variables say so, errors bring a trace.
pub fn brings_a_trace() {
    fn made() -> anyhow::Error {
        anyhow::anyhow!("made elsewhere")
    }
    #[traced(name = "root", err = capture)]
    fn root() -> anyhow::Result<u8> {
        Err(made())
    }
    let (event, _) = one(root);
    let functions = functions(&event);
    assert!(functions.last().unwrap().ends_with("::made"), "{functions:#?}");
}
