//! Errors of requests, and whose they are.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, ResponseError, web};
use rina_trace::User;
use rina_trace::actix::ServerMiddleware;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::{ask, get, serving};
use crate::app::App as Traced;

#[derive(Debug)]
struct OutOfStock;

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing is left")
    }
}

impl ResponseError for OutOfStock {
    fn status_code(&self) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

async fn silent() -> HttpResponse {
    HttpResponse::BadGateway().finish()
}

async fn fails() -> Result<&'static str, OutOfStock> {
    Err(OutOfStock)
}

async fn tells() -> HttpResponse {
    sentry::capture_error(&"x".parse::<u8>().unwrap_err());
    HttpResponse::InternalServerError().finish()
}

async fn panics() -> HttpResponse {
    panic!("of a handler")
}

/// The events of one request.
fn events(captures: bool, path: &str) -> Vec<Value> {
    let app = Traced::start(|config| config);
    let traced = ServerMiddleware::new().capture_server_errors(captures);
    let serves = move || {
        let app = App::new().wrap(traced.clone()).route("/silent", web::to(silent));
        let app = app.route("/fails/{id}", web::to(fails)).route("/tells", web::to(tells));
        app.route("/panics", web::to(panics))
    };
    serving(serves, async |at| {
        ask(at, &format!("GET {path}"), "X-Api-Key: 1\r\nAccept: text/plain\r\n").await
    });
    let transaction = app.transactions().remove(0);
    let trace = &transaction["contexts"]["trace"]["trace_id"];
    // A panic of another test is an event of this client, too.
    let is_ours = |event: &Value| event["contexts"]["trace"]["trace_id"] == *trace;
    let events: Vec<Value> = app.events().into_iter().filter(is_ours).collect();
    for event in &events {
        assert_eq!(event["transaction"], transaction["transaction"]);
    }
    events
}

fn exception(event: &Value) -> &Value {
    event["exception"]["values"].as_array().unwrap().last().unwrap()
}

#[test]
fn a_failure_is_told_once_and_by_the_error_that_is_known() {
    let [event] = &*events(true, "/silent") else { panic!() };
    assert_eq!(exception(event)["type"], "502 Bad Gateway");
    assert_eq!(exception(event)["mechanism"]["type"], "auto.http.actix");
    let [event] = &*events(true, "/fails/7?token=1") else { panic!() };
    assert_eq!(
        (&exception(event)["type"], &exception(event)["value"]),
        (&json!("OutOfStock"), &json!("nothing is left"))
    );
    let request = &event["request"];
    assert_eq!((&request["method"], &request["query_string"]), (&json!("GET"), &json!("token=[Filtered]")));
    assert_eq!(
        (&request["headers"]["x-api-key"], &request["headers"]["accept"]),
        (&json!("[Filtered]"), &json!("text/plain"))
    );
    assert!(request["url"].as_str().unwrap().ends_with("/fails/7"), "{request}");
    let [event] = &*events(true, "/tells") else { panic!() };
    assert_eq!(exception(event)["type"], "ParseIntError");
    let [event] = &*events(true, "/panics") else { panic!() };
    assert_eq!((&exception(event)["type"], &event["level"]), (&json!("panic"), &json!("fatal")));
    assert!(events(false, "/silent").is_empty() && events(false, "/fails/7").is_empty());
    assert!(events(true, "/none").is_empty());
}

#[test]
fn who_asks_is_told_only_with_personal_data() {
    for (on, headers, address) in [
        (false, "X-Forwarded-For: 203.0.113.7\r\n", None),
        (true, "X-Forwarded-For: 203.0.113.7, 10.0.0.1\r\n", Some("203.0.113.7")),
        (true, "", Some("127.0.0.1")),
    ] {
        let app = Traced::start(|config| config.send_default_pii(on));
        let traced = ServerMiddleware::new();
        let serves = move || App::new().wrap(traced.clone()).route("/", web::to(silent));
        let headers = format!("{headers}User-Agent: test/1\r\n");
        serving(serves, async |at| ask(at, "GET /", &headers).await);
        let transaction = app.transactions().remove(0);
        let data = &transaction["contexts"]["trace"]["data"];
        assert_eq!(data["user_agent.original"], "test/1");
        assert_eq!(data.get("client.address").and_then(Value::as_str), address);
        assert!(on || !transaction.to_string().contains("203.0.113"), "{transaction}");
    }
}

async fn says(id: web::Path<String>, both: web::Data<Barrier>) -> &'static str {
    if *id != "nobody" {
        let user = User { username: Some(id.clone()), ..User::default() };
        rina_trace::set_user(user.clone());
        sentry::configure_scope(|scope| {
            scope.set_user(Some(user));
            scope.set_tag("its", &*id);
        });
        // Two requests at once, on the one thread of the server.
        both.wait().await;
    }
    sentry::capture_message(&id, sentry::Level::Info);
    ""
}

#[test]
fn what_a_request_says_of_itself_stays_its_own() {
    let app = Traced::start(|config| config);
    let both = Arc::new(Barrier::new(2));
    let traced = ServerMiddleware::new();
    let serves = move || {
        let app = App::new().wrap(traced.clone()).app_data(web::Data::from(Arc::clone(&both)));
        app.route("/{id}", web::to(says))
    };
    serving(serves, async |at| {
        tokio::join!(get(at, "/ada"), get(at, "/grace"));
        get(at, "/nobody").await;
    });
    let mut events = app.events();
    // A panic of another test is an event of this client, too.
    events.retain(|event| event["message"].is_string());
    events.sort_by_key(|event| event["message"].to_string());
    let [ada, grace, nobody] = &*events else { panic!("{events:?}") };
    for (event, id) in [(ada, "ada"), (grace, "grace")] {
        assert_eq!((&event["user"]["username"], &event["tags"]["its"]), (&json!(id), &json!(id)));
    }
    assert_eq!((nobody.get("user"), nobody["tags"].get("its")), (None, None));
    for transaction in app.transactions() {
        let path = transaction["contexts"]["trace"]["data"]["url.path"].as_str().unwrap().to_owned();
        let user = transaction["user"]["username"].as_str().unwrap_or("nobody");
        assert_eq!(path, format!("/{user}"));
    }
}
