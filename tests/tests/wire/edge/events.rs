//! Errors within a request: each arrives once, with the request that it happened in, and with nobody else's user.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::routing::get as on_get;
use http::StatusCode;
use rina_trace::User;
use rina_trace::tower::ServerLayer;
use serde_json::{Value, json};
use tokio::sync::{Barrier, Notify};
use tower_http::catch_panic::CatchPanicLayer;

use super::{ask, block_on, get, serving};
use crate::app::App;

/// Events and transactions of one request to `/`.
fn sent(router: Router, line: &str, headers: &str) -> (Vec<Value>, Vec<Value>) {
    let app = App::start(|config| config);
    block_on(serving(router, async |at| ask(at, line, headers).await));
    (app.events(), app.transactions())
}

fn capturing() -> ServerLayer {
    ServerLayer::new()
}

fn exception(event: &Value) -> &Value {
    &event["exception"]["values"][0]
}

async fn panics() -> StatusCode {
    panic!("of a handler");
}

#[test]
fn a_panic_is_one_event_of_its_request() {
    let router = || Router::new().route("/", on_get(panics));
    let caught = router().layer(CatchPanicLayer::new()).layer(capturing());
    for (router, code) in [(caught, json!(500)), (router().layer(capturing()), json!(null))] {
        let (events, transactions) = sent(router, "GET /", "");
        assert_eq!((events.len(), transactions.len()), (1, 1));
        let (event, root) = (&events[0], &transactions[0]["contexts"]["trace"]);
        assert_eq!(exception(event)["value"], "of a handler");
        assert_eq!((&event["transaction"], &event["request"]["method"]), (&json!("GET /"), &json!("GET")));
        assert_eq!(event["contexts"]["trace"]["trace_id"], root["trace_id"]);
        assert_eq!((&root["status"], &root["origin"]), (&json!("internal_error"), &json!("auto.http.tower")));
        assert_eq!(root["data"].get("http.response.status_code").unwrap_or(&Value::Null), &code);
    }
}

#[test]
fn a_failure_that_nobody_told_of_is_told_if_that_is_not_unwanted() {
    let router = |layer| Router::new().route("/{id}", on_get(StatusCode::BAD_GATEWAY)).layer(layer);
    let (events, transactions) = sent(router(capturing()), "GET /7?token=abc&page=2", "X-Api-Key: abc\r\n");
    let (event, root) = (&events[0], &transactions[0]["contexts"]["trace"]);
    // The level that is not written is `error`.
    assert_eq!((events.len(), event.get("level")), (1, None));
    assert_eq!(exception(event)["type"], "502 Bad Gateway");
    assert_eq!(exception(event)["value"], "GET /{id}");
    assert_eq!(exception(event)["mechanism"], json!({ "type": "auto.http.tower", "handled": false }));
    assert_eq!(event["contexts"]["trace"]["span_id"], root["span_id"]);
    let request = &event["request"];
    assert!(request["url"].as_str().unwrap().ends_with("/7"), "{request}");
    assert_eq!(request["query_string"], "token=[Filtered]&page=2");
    assert_eq!(request["headers"]["x-api-key"], "[Filtered]");

    assert!(sent(router(ServerLayer::new().capture_server_errors(false)), "GET /7", "").0.is_empty());
    let found_nothing = Router::new().route("/", on_get(StatusCode::NOT_FOUND)).layer(capturing());
    assert!(sent(found_nothing, "GET /", "").0.is_empty());
}

#[test]
fn a_failure_that_somebody_told_of_is_not_told_again() {
    async fn fails() -> StatusCode {
        sentry::capture_error(&"x".parse::<u8>().unwrap_err());
        StatusCode::INTERNAL_SERVER_ERROR
    }
    async fn says() -> StatusCode {
        sentry::capture_message("it goes on", sentry::Level::Warning);
        StatusCode::INTERNAL_SERVER_ERROR
    }
    let router =
        || Router::new().route("/fails", on_get(fails)).route("/says", on_get(says)).layer(capturing());
    let (events, _) = sent(router(), "GET /fails", "");
    assert_eq!((events.len(), &exception(&events[0])["type"]), (1, &json!("ParseIntError")));
    let (events, _) = sent(router(), "GET /says", "");
    assert_eq!((events.len(), &exception(&events[1])["type"]), (2, &json!("500 Internal Server Error")));
}

#[test]
fn an_error_after_the_answer_is_told_with_its_request_sampled_or_not() {
    for rate in [1.0, 0.0] {
        let app = App::start(|config| config.traces_sample_rate(rate));
        let answered = Arc::new(Notify::new());
        let is_answered = Arc::clone(&answered);
        let handler = async move || {
            rina_trace::spawn(async move {
                is_answered.notified().await;
                sentry::capture_error(&"x".parse::<u8>().unwrap_err());
            });
        };
        let router = Router::new().route("/{id}", on_get(handler)).layer(capturing());
        block_on(serving(router, async |at| {
            get(at, "/7").await;
            answered.notify_one();
        }));
        let [event] = <[Value; 1]>::try_from(app.events()).unwrap();
        assert_eq!(event["transaction"], "GET /{id}", "at a rate of {rate}");
        assert!(event["request"]["url"].as_str().unwrap().ends_with("/7"), "{event}");
    }
}

#[test]
fn who_asks_is_told_only_with_personal_data() {
    let headers = "Cookie: theme=dark; sid=1\r\nX-Forwarded-For: 203.0.113.7, 10.0.0.1\r\nAccept: text/plain\r\n\
        User-Agent: test/1\r\nContent-Length: 0\r\n";
    for on in [false, true] {
        let app = App::start(|config| config.send_default_pii(on));
        let router = Router::new().route("/", on_get(StatusCode::BAD_GATEWAY)).layer(capturing());
        block_on(serving(router, async |at| ask(at, "GET /", headers).await));
        let (event, transaction) = (app.events().remove(0), app.transactions().remove(0));
        let (request, data) = (&event["request"], &transaction["contexts"]["trace"]["data"]);
        assert_eq!(
            (&data["user_agent.original"], &data["http.request.body.size"]),
            (&json!("test/1"), &json!(0))
        );
        assert_eq!(request["headers"]["accept"], "text/plain");
        if on {
            assert_eq!(data["client.address"], "203.0.113.7");
            assert_eq!(request["cookies"], "theme=dark; sid=[Filtered]");
            assert_eq!(request["env"]["REMOTE_ADDR"], "203.0.113.7");
        } else {
            let sent = format!("{event}{transaction}");
            assert!(!sent.contains("203.0.113") && !sent.contains("theme=dark"), "{sent}");
            assert_eq!(data.get("client.address"), None);
        }
    }
}

/// Two requests at once, of which each says who it is, then one that says nothing.
fn of_three_requests(layer: ServerLayer) -> Vec<Value> {
    let app = App::start(|config| config);
    let both = Arc::new(Barrier::new(2));
    let handler = async move |Path(id): Path<String>| {
        if id != "nobody" {
            let user = Some(User { username: Some(id.clone()), ..User::default() });
            sentry::configure_scope(|scope| {
                scope.set_user(user);
                scope.set_tag("its", &id);
            });
            both.wait().await;
        }
        sentry::capture_message(&id, sentry::Level::Info);
    };
    let router = Router::new().route("/{id}", on_get(handler)).layer(layer);
    // All on one thread, and so in one hub, if it were not for the layer.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(serving(router, async |at| {
        tokio::join!(get(at, "/ada"), get(at, "/grace"));
        get(at, "/nobody").await;
    }));
    let mut events = app.events();
    events.sort_by_key(|event| event["message"].to_string());
    events
}

#[test]
fn what_a_request_says_of_itself_stays_its_own() {
    let [ada, grace, nobody] = of_three_requests(ServerLayer::new()).try_into().unwrap();
    for (event, id) in [(ada, "ada"), (grace, "grace")] {
        assert_eq!((&event["user"]["username"], &event["tags"]["its"]), (&json!(id), &json!(id)));
    }
    assert_eq!((nobody.get("user"), nobody["tags"].get("its")), (None, None));

    let [.., nobody] = &*of_three_requests(ServerLayer::new().isolate(false)) else { panic!() };
    assert_ne!(nobody["tags"].get("its"), None, "somebody's, because that was asked for");
    sentry::configure_scope(sentry::Scope::clear);
}

#[test]
fn users_and_tags_of_transactions_are_each_request_s_own() {
    let app = App::start(|config| config);
    let both = Arc::new(Barrier::new(2));
    let handler = async move |Path(id): Path<String>| {
        rina_trace::set_user(User { id: Some(id.clone()), ..User::default() });
        rina_trace::add_transaction_tags([("its", id)]);
        both.wait().await;
    };
    let router = Router::new().route("/{id}", on_get(handler)).layer(ServerLayer::new());
    block_on(serving(router, async |at| tokio::join!(get(at, "/ada"), get(at, "/grace"))));
    let transactions = app.transactions();
    assert_eq!(transactions.len(), 2);
    for transaction in transactions {
        let path = &transaction["contexts"]["trace"]["data"]["url.path"];
        let id = path.as_str().unwrap().trim_start_matches('/');
        assert_eq!((&transaction["user"]["id"], &transaction["tags"]["its"]), (&json!(id), &json!(id)));
    }
}
