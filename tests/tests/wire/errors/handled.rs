//! What is handled inside is no event.

use rina_trace::traced;

use super::{NotFound, assert_of, chain, one, sent};
use crate::edge::block_on;

#[traced(name = "fails", err = capture)]
fn fails(what: &'static str) -> Result<u8, NotFound> {
    Err(NotFound(what))
}

#[traced(name = "fails later", err = capture, data(what))]
async fn fails_later(what: &'static str) -> Result<u8, NotFound> {
    tokio::task::yield_now().await;
    Err(NotFound(what))
}

#[test]
fn by_the_outermost_function() {
    #[traced(name = "root")]
    fn root() -> Result<u8, NotFound> {
        Ok(fails("cart").unwrap_or(0))
    }
    #[traced(name = "root")]
    async fn root_later() -> Result<u8, NotFound> {
        Ok(fails_later("cart").await.unwrap_or(0))
    }
    let (events, transactions) = sent(|| {
        assert_eq!(root(), Ok(0));
        assert_eq!(block_on(root_later()), Ok(0));
    });
    assert_eq!((events.len(), transactions.len()), (0, 2));
    assert_eq!(
        transactions[0]["spans"][0]["status"], "internal_error",
        "the function has failed all the same"
    );
}

#[test]
fn by_a_function_on_the_way() {
    #[traced(name = "handles")]
    fn handles() -> Result<u8, NotFound> {
        Ok(fails("cart").unwrap_or(0))
    }
    #[traced(name = "root")]
    fn root() -> Result<u8, NotFound> {
        handles()?;
        Err(NotFound("cart"))
    }
    let (events, _) = sent(root);
    assert_eq!(events.len(), 0, "what fails afterwards is nobody's to send, though it reads the same");
}

#[test]
fn a_function_without_a_result_leaves_it_to_the_one_around() {
    #[traced(name = "tells nothing")]
    fn tells_nothing() -> Option<u8> {
        fails("cart").ok()
    }
    #[traced(name = "handles")]
    fn handles() -> Result<u8, NotFound> {
        tells_nothing().ok_or(NotFound("purse")).or(Ok(0))
    }
    #[traced(name = "root")]
    fn root() -> Option<u8> {
        tells_nothing()
    }
    assert_eq!(sent(handles).0.len(), 0);
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [("NotFound", "there is no cart")]);
    assert_of(&event, &transaction, "fails");
}

#[test]
fn of_many_attempts_the_last_is_sent() {
    #[traced(name = "root")]
    fn root() -> Result<u8, NotFound> {
        for _ in 0..100 {
            fails("first choice").unwrap_or_default();
        }
        fails("second choice")
    }
    let (event, transaction) = one(root);
    assert_eq!(chain(&event), [("NotFound", "there is no second choice")]);
    let last = transaction["spans"].as_array().unwrap().last().unwrap();
    assert_eq!(event["contexts"]["trace"]["span_id"], last["span_id"]);
}

#[test]
fn of_two_that_fail_side_by_side_the_one_that_is_returned_is_sent() {
    #[traced(name = "root")]
    async fn root(returns_first: bool) -> Result<u8, NotFound> {
        let (first, second) = tokio::join!(fails_later("first"), fails_later("second"));
        if returns_first { first } else { second }
    }
    for (returns_first, what) in [(true, "first"), (false, "second")] {
        let (event, transaction) = one(|| block_on(root(returns_first)));
        assert_eq!(chain(&event), [("NotFound", &*format!("there is no {what}"))]);
        let spans = transaction["spans"].as_array().unwrap();
        let returned = spans.iter().find(|span| span["data"]["what"] == what).unwrap();
        assert_eq!(event["contexts"]["trace"]["span_id"], returned["span_id"]);
    }
}

#[test]
fn what_there_is_no_room_for_is_counted() {
    #[traced(name = "root", err = capture)]
    fn root() -> Result<u8, NotFound> {
        for _ in 0..40 {
            fails("cart").unwrap_or_default();
        }
        Ok(0)
    }
    let app = crate::app::App::start(|config| config);
    root().unwrap();
    assert!(app.events().is_empty());
    drop(root());
    app.guard.flush(std::time::Duration::from_secs(10));
    assert!(app.reported().contains(&("buffer_overflow".into(), "error".into(), 16)), "{:?}", app.reported());
}
