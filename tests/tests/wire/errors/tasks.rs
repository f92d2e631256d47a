//! Errors that leave a task or a thread of their own: nobody there is left to handle them.

use rina_trace::traced;
use tokio::sync::oneshot;

use super::{NotFound, assert_of, chain, one, sent};
use crate::app::App;
use crate::edge::block_on;

#[traced(name = "task", err = capture)]
async fn task(go: Option<oneshot::Receiver<()>>) -> Result<u8, NotFound> {
    if let Some(go) = go {
        let _ = go.await;
    }
    inner().await
}

#[traced(name = "inner")]
async fn inner() -> Result<u8, NotFound> {
    tokio::task::yield_now().await;
    Err(NotFound("cart"))
}

const CART: [(&str, &str); 1] = [("NotFound", "there is no cart")];

#[test]
fn awaited_it_goes_on_where_it_is_awaited() {
    #[traced(name = "root")]
    async fn root(ours: bool) -> Result<u8, NotFound> {
        let joined = if ours { rina_trace::spawn(task(None)) } else { tokio::spawn(task(None)) };
        joined.await.unwrap()
    }
    for ours in [false, true] {
        let (event, transaction) = one(|| block_on(root(ours)));
        assert_eq!(chain(&event), CART);
        assert_of(&event, &transaction, "task");
    }
}

#[test]
fn not_awaited_it_is_sent_though_all_else_is_well() {
    #[traced(name = "root")]
    async fn root(ours: bool) -> Result<u8, NotFound> {
        let joined = if ours { rina_trace::spawn(task(None)) } else { tokio::spawn(task(None)) };
        let _ = joined.await;
        Ok(1)
    }
    for ours in [false, true] {
        let (event, transaction) = one(|| block_on(root(ours)));
        assert_eq!(chain(&event), CART);
        assert_of(&event, &transaction, "task");
    }
}

#[test]
fn it_outlives_its_segment_and_is_sent_at_once() {
    #[traced(name = "root")]
    async fn root(
        go: oneshot::Receiver<()>,
    ) -> Result<tokio::task::JoinHandle<Result<u8, NotFound>>, NotFound> {
        Ok(tokio::spawn(task(Some(go))))
    }
    let outlived = |rate| {
        let app = App::start(|config| config.traces_sample_rate(rate));
        block_on(async {
            let (go, gone) = oneshot::channel();
            let joined = root(gone).await.unwrap();
            go.send(()).unwrap();
            joined.await.unwrap().unwrap_err();
        });
        (app.events(), app.transactions())
    };
    let (events, transactions) = outlived(1.0);
    assert_eq!((events.len(), transactions.len()), (1, 2), "the task is a follow-up");
    assert_eq!(chain(&events[0]), CART);
    let late = transactions.iter().find(|it| it["transaction"] == "task").unwrap();
    assert_eq!(events[0]["contexts"]["trace"]["span_id"], late["contexts"]["trace"]["span_id"]);
    assert_eq!(events[0]["contexts"]["trace"]["trace_id"], late["contexts"]["trace"]["trace_id"]);

    let (events, transactions) = outlived(0.0);
    assert_eq!((events.len(), transactions.len()), (1, 0), "errors are not sampled");
    assert_eq!((chain(&events[0]), &events[0]["transaction"]), (CART.into(), &"root".into()));
}

#[test]
fn handled_in_its_task_it_is_no_event() {
    #[traced(name = "task")]
    async fn careful() -> Result<u8, NotFound> {
        Ok(task(None).await.unwrap_or(0))
    }
    #[traced(name = "root")]
    async fn root() -> Result<u8, NotFound> {
        tokio::spawn(careful()).await.unwrap()
    }
    assert_eq!(sent(|| block_on(root())).0.len(), 0);
}

#[test]
fn taken_over_by_who_awaits_it_it_may_be_handled() {
    #[traced(name = "awaits")]
    async fn awaits() -> Result<u8, NotFound> {
        tokio::spawn(task(None)).await.unwrap()
    }
    #[traced(name = "root")]
    async fn root() -> Result<u8, NotFound> {
        Ok(awaits().await.unwrap_or(0))
    }
    assert_eq!(sent(|| block_on(root())).0.len(), 0);
}

#[test]
fn on_a_thread() {
    #[traced(name = "work", err = capture)]
    fn work() -> Result<u8, NotFound> {
        Err(NotFound("cart"))
    }
    #[traced(name = "root")]
    fn root(returns: bool) -> Result<u8, NotFound> {
        let result = rina_trace::thread::spawn(work).join().unwrap();
        if returns { result } else { Ok(0) }
    }
    for returns in [true, false] {
        let (event, transaction) = one(|| root(returns));
        assert_of(&event, &transaction, "work");
    }
}

#[test]
fn of_a_segment_that_is_not_sampled() {
    #[traced(name = "root")]
    async fn root(ours: bool) -> Result<u8, NotFound> {
        let joined = if ours { rina_trace::spawn(task(None)) } else { tokio::spawn(task(None)) };
        let _ = joined.await;
        Ok(1)
    }
    let app = crate::app::App::start(|config| config.traces_sample_rate(0.0));
    block_on(async {
        root(false).await.unwrap();
        root(true).await.unwrap();
    });
    assert_eq!(app.events().len(), 2);
}
