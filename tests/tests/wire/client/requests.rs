//! What the span of a request tells of it and of its answer.

use axum::Router;
use axum::routing::{any, get};
use http::StatusCode;
use http::header::LOCATION;
use reqwest::{Method, Request};
use rina_trace::reqwest::ClientMiddleware;

use super::{captured, client, client_with};
use crate::app::App;
use crate::edge::{block_on, serving};

const ROOT: &str = "trace 1\nhttp.server \"GET /caller\"\n";

#[test]
fn the_name_has_no_ids_and_no_query() {
    let router = Router::new().route("/users/{id}", get("Ada"));
    let tree = captured(router, async |at| {
        let response = client().get(format!("http://{at}/users/42?page=2")).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), "Ada");
    });
    let name = "http.client \"GET http://service/users/{id}\" http.request.method=\"GET\"";
    let url = "url.template=\"/users/{id}\" url.full=\"http://service/users/42?page=2\"";
    assert_eq!(
        tree,
        format!("{ROOT}└─ {name} {url} http.response.body.size=3 http.response.status_code=200\n")
    );
}

#[test]
fn all_that_is_recorded_has_its_type() {
    let app = App::start(|config| config);
    let router = Router::new().route("/mail", any("sent"));
    let port = block_on(serving(router, async |at| {
        super::caller(async {
            let response = client().post(format!("http://{at}/mail")).body("hello").send().await.unwrap();
            response.bytes().await.unwrap();
        })
        .await;
        at.port()
    }));
    let sent = &app.transactions()[0]["spans"][0];
    let data = &sent["data"];
    assert_eq!((&sent["op"], &sent["status"]), (&"http.client".into(), &"ok".into()));
    assert_eq!(sent["origin"], "auto.http.reqwest");
    assert_eq!(data["http.request.method"], "POST");
    assert_eq!(data["http.request.body.size"], 5);
    assert_eq!(data["http.response.body.size"], 4);
    assert_eq!(data["http.response.status_code"], 200);
    assert_eq!((&data["server.address"], &data["server.port"]), (&"127.0.0.1".into(), &port.into()));
    assert_eq!(data["url.full"], format!("http://127.0.0.1:{port}/mail"));
    assert_eq!(data["network.protocol.version"], "1.1");
    assert_eq!(
        (&data["network.peer.address"], &data["network.peer.port"]),
        (&"127.0.0.1".into(), &port.into())
    );
    assert!(data["http.request.time_to_first_byte"].as_f64().unwrap() > 0.0, "{data}");
}

#[test]
fn what_is_secret_in_the_url_is_not_sent() {
    let app = App::start(|config| config);
    let router = Router::new().route("/x", get("x"));
    block_on(serving(router, async |at| {
        super::caller(async {
            let url =
                format!("http://lovelace:hunter22@{at}/x?page=2&api_key=k-123&sig=s-456&access_token=t-789");
            client().execute(Request::new(Method::GET, url.parse().unwrap())).await.unwrap();
        })
        .await;
    }));
    let sent = &app.transactions()[0]["spans"][0];
    let query = "?page=2&api_key=[Filtered]&sig=[Filtered]&access_token=[Filtered]";
    assert!(sent["data"]["url.full"].as_str().unwrap().ends_with(query), "{sent}");
    for secret in ["lovelace", "hunter22", "k-123", "s-456", "t-789"] {
        assert!(!sent.to_string().contains(secret), "{secret}: {sent}");
    }
}

#[test]
fn the_code_says_the_status() {
    for (code, status) in [
        (200, ""),
        (204, ""),
        (304, ""),
        (401, " [unauthenticated]"),
        (404, " [not_found]"),
        (409, " [already_exists]"),
        (429, " [resource_exhausted]"),
        (500, " [internal_error]"),
        (503, " [unavailable]"),
    ] {
        let code = StatusCode::from_u16(code).unwrap();
        let tree = captured(Router::new().route("/x", get(async move || code)), async |at| {
            assert_eq!(client().get(format!("http://{at}/x")).send().await.unwrap().status(), code);
        });
        let span = format!("└─ http.client \"GET http://service/x\"{status} http.request.method=");
        assert!(tree.contains(&span), "{code}: {tree}");
        assert!(tree.contains(&format!("http.response.status_code={}", code.as_u16())), "{tree}");
    }
}

/// As Stripe, Anthropic and `OpenAI` send them.
const TOLD: [(&str, &str); 7] = [
    ("retry-after", "20"),
    ("request-id", "req_123"),
    ("x-ratelimit-remaining-requests", "59"),
    ("x-ratelimit-reset-tokens", "6m0s"),
    ("anthropic-ratelimit-input-tokens-remaining", "40000"),
    ("stripe-should-retry", "true"),
    ("stripe-rate-limited-reason", "global-concurrency"),
];

#[test]
fn headers_tell_of_limits_and_ids_and_others_stay_private() {
    let app = App::start(|config| config);
    let answer = || async {
        let mut headers = http::HeaderMap::new();
        for (name, value) in TOLD.into_iter().chain([("server", "s"), ("x-private", "p"), ("x-api-key", "k")])
        {
            headers.insert(name, value.parse().unwrap());
        }
        (StatusCode::TOO_MANY_REQUESTS, headers, "slow down")
    };
    block_on(serving(Router::new().route("/x", get(answer)), async |at| {
        super::caller(async {
            let client = client_with(ClientMiddleware::new().response_headers(["Server", "x-api-key"]));
            client.get(format!("http://{at}/x")).send().await.unwrap().bytes().await.unwrap();
        })
        .await;
    }));
    let sent = &app.transactions()[0]["spans"][0];
    assert_eq!(sent["status"], "resource_exhausted");
    for (name, value) in TOLD {
        assert_eq!(
            sent["data"][format!("http.response.header.{name}")],
            serde_json::json!([value]),
            "{name}"
        );
    }
    assert_eq!(sent["data"]["http.response.header.server"], serde_json::json!(["s"]));
    assert_eq!(sent["data"]["http.response.header.x-api-key"], "[Filtered]");
    assert_eq!(sent["data"].get("http.response.header.x-private"), None);
}

#[test]
fn the_program_says_the_route_or_leaves_requests_out() {
    let router = Router::new().route("/{*all}", get("x"));
    let middleware = ClientMiddleware::new()
        .ignore(["/HEALTH"])
        .template(|request| request.url().path().starts_with("/wiki/").then(|| "/wiki/{page}".to_owned()));
    let tree = captured(router, async |at| {
        let client = client_with(middleware);
        for path in ["wiki/Ada", "health", "home"] {
            client.get(format!("http://{at}/{path}")).send().await.unwrap().bytes().await.unwrap();
        }
    });
    let names: Vec<_> = tree.lines().skip(2).map(|line| line.split('"').nth(1).unwrap()).collect();
    assert_eq!(names, ["GET http://service/wiki/{page}", "GET http://service/home"], "{tree}");
    assert!(tree.contains("url.template=\"/wiki/{page}\" "), "{tree}");
}

#[test]
fn a_redirect_is_followed_within_the_span_and_the_response_knows_its_url() {
    let old = get(|| async { (StatusCode::FOUND, [(LOCATION, "/new")]) });
    let tree = captured(Router::new().route("/old", old).route("/new", get("x")), async |at| {
        let response = client().get(format!("http://{at}/old")).send().await.unwrap();
        assert_eq!(response.url().as_str(), format!("http://{at}/new"));
        assert_eq!((response.content_length(), response.text().await.unwrap().as_str()), (Some(1), "x"));
    });
    assert_eq!(tree.matches("http.client").count(), 1, "{tree}");
    assert!(tree.contains("url.full=\"http://service/old\""), "{tree}");
}
