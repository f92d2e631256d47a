//! The customers: about twenty requests through real sockets, each with the outcome it must have.
//!
//! Knows the shop's interface as anybody outside does; known by `main`.

use std::fmt;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// How long a customer waits who does not give up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request, and what must come of it.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    body: Option<Value>,
    patience: Duration,
    pub(crate) expected: Outcome,
    /// Where in the answer to look, and what must be there.
    answer: Option<(&'static str, Value)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Status(u16),
    /// The customer went away before the answer came.
    GaveUp,
    /// The status was right, but not what came with it.
    WrongAnswer,
    /// The connection broke.
    Broken,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(code) => code.fmt(f),
            Self::GaveUp => f.pad("gave up"),
            Self::WrongAnswer => f.pad("wrong answer"),
            Self::Broken => f.pad("broken"),
        }
    }
}

impl Request {
    fn get(path: &'static str, status: u16) -> Self {
        let expected = Outcome::Status(status);
        Self { method: Method::GET, path, body: None, patience: PATIENCE, expected, answer: None }
    }

    fn post(path: &'static str, body: Value, status: u16) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(path, status) }
    }

    fn answers(mut self, pointer: &'static str, value: impl Into<Value>) -> Self {
        self.answer = Some((pointer, value.into()));
        self
    }

    fn gives_up_after(mut self, patience: Duration) -> Self {
        (self.patience, self.expected) = (patience, Outcome::GaveUp);
        self
    }

    async fn send(&self, client: &Client, base: &str) -> Outcome {
        let request = client.request(self.method.clone(), format!("{base}{}", self.path));
        let request = match &self.body {
            Some(body) => request.json(body),
            None => request,
        };
        match request.timeout(self.patience).send().await {
            Ok(response) => self.judge(response).await,
            Err(error) if error.is_timeout() => Outcome::GaveUp,
            Err(_) => Outcome::Broken,
        }
    }

    async fn judge(&self, response: reqwest::Response) -> Outcome {
        let status = Outcome::Status(response.status().as_u16());
        let Some((pointer, value)) = &self.answer else { return status };
        let body = read(response).await.unwrap_or_default();
        if status == self.expected && body.pointer(pointer) != Some(value) {
            return Outcome::WrongAnswer;
        }
        status
    }
}

/// JSON, or the list of what the events of a stream hold.
async fn read(response: reqwest::Response) -> reqwest::Result<Value> {
    if response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != "text/event-stream") {
        return response.json().await;
    }
    let events = response.text().await?;
    let data = events.lines().filter_map(|line| line.strip_prefix("data: "));
    Ok(data.filter_map(|json| serde_json::from_str::<Value>(json).ok()).collect())
}

/// Sends all requests to the service at `base`; those of one group at the same time.
pub(crate) async fn run(base: &str) -> Vec<(Request, Outcome)> {
    let client = Client::new();
    let mut done = Vec::new();
    for group in requests() {
        let outcomes = join_all(group.iter().map(|request| request.send(&client, base))).await;
        done.extend(group.into_iter().zip(outcomes));
    }
    done
}

fn requests() -> Vec<Vec<Request>> {
    vec![
        vec![Request::get("/users", 200).answers("/2/name", "Linus")],
        vec![Request::get("/users", 200)],
        vec![Request::get("/users/1", 200).answers("/email", "ada@example.com")],
        vec![Request::get("/users/999", 404).answers("/error", "there is no such user")],
        vec![checkout(2, "professional", 5, "pm_card_visa", 201).answers("/total_cents", 13_050)],
        vec![
            checkout(3, "team", 1, "pm_card_visa_chargeDeclined", 402)
                .answers("/error", "Your card was declined."),
        ],
        vec![checkout(3, "team", 0, "pm_card_visa", 422).answers("/error", "seats must be from 1 to 1000")],
        vec![
            Request::post("/ai/command", json!({ "user_id": 1, "command": "What did I order?" }), 200)
                .answers("/answer", r#"This is what I found: [["professional",1],["professional",2]]"#),
        ],
        vec![
            Request::post("/ai/chat", json!({ "user_id": 1, "message": "Which plan suits me?" }), 200)
                .answers("/3/delta/text", "This "),
        ],
        vec![
            call(
                "initialize",
                &json!({
                    "protocolVersion": "2025-06-18",
                    "capabilities": {},
                    "clientInfo": { "name": "customers", "version": "1.0.0" },
                }),
            )
            .answers("/result/serverInfo/name", "rinawarp"),
        ],
        vec![
            call("tools/call", &json!({ "name": "list_orders", "arguments": { "user_id": 1 } }))
                .answers("/result/content/0/text", r#"[["professional",1],["professional",2]]"#),
        ],
        vec![Request::post(
            "/email",
            json!({ "to": "ada@example.com", "subject": "Hi", "text": "Hello" }),
            202,
        )],
        vec![Request::get("/boom", 500)],
        vec![Request::get("/report", 504)],
        vec![Request::get("/report", 504).gives_up_after(Duration::from_millis(100))],
        vec![
            Request::get("/users", 200),
            Request::get("/users/1", 200),
            Request::get("/users/2", 200),
            checkout(1, "starter", 2, "pm_card_visa", 201).answers("/total_cents", 1_800),
            checkout(2, "professional", 1, "pm_card_visa", 201).answers("/total_cents", 2_900),
            Request::post("/ai/command", json!({ "user_id": 2, "command": "And I?" }), 200),
        ],
    ]
}

/// By the Model Context Protocol.
fn call(method: &'static str, params: &Value) -> Request {
    Request::post("/mcp", json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }), 200)
}

fn checkout(user: i64, plan: &str, seats: i64, method: &str, status: u16) -> Request {
    let body = json!({ "user_id": user, "plan": plan, "seats": seats, "payment_method": method });
    Request::post("/checkout", body, status)
}
