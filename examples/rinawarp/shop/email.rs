//! `POST /email`, and the mail of every other part, through SendGrid.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use reqwest::Response;
use rina_trace::{traced, traced_db, traced_http};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqlitePool;

use super::{AppError, Shop};
use crate::outgoing::Remote;

const API_KEY: &str = "SG.rinawarp";
const SEND: &str = "/v3/mail/send";

pub(super) struct Mail {
    /// Which of the shop's mails it is, for statistics.
    pub(super) template: &'static str,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

#[derive(Deserialize)]
pub(super) struct EmailRequest {
    to: String,
    subject: String,
    text: String,
}

#[derive(Serialize)]
pub(super) struct Accepted {
    message_id: String,
}

pub(super) async fn email(
    State(shop): State<Arc<Shop>>,
    Json(request): Json<EmailRequest>,
) -> Result<(StatusCode, Json<Accepted>), AppError> {
    validate(&request)?;
    let EmailRequest { to, subject, text } = request;
    let message_id = shop.mailer.send(&Mail { template: "message", to, subject, text }).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted { message_id })))
}

#[traced(op = "business.validation", name = "Validate the mail")]
fn validate(request: &EmailRequest) -> Result<(), AppError> {
    if request.to.contains('@') {
        Ok(())
    } else {
        Err(AppError::Invalid { field: "to", reason: "must be a mail address" })
    }
}

/// What sends mails, in a handler or behind the queue.
#[derive(Clone)]
pub(crate) struct Mailer {
    db: SqlitePool,
    outside: Remote,
}

impl Mailer {
    pub(crate) fn new(db: SqlitePool, outside: Remote) -> Self {
        Self { db, outside }
    }

    /// Returns the id by which SendGrid knows the mail. Who gets it and what is in it stays out of the span.
    #[traced(
        op = "email.send",
        name = "Send a mail",
        data(email.template = mail.template, email.size = mail.text.len()),
        ok(email.message_id = |id| id.clone()),
    )]
    pub(super) async fn send(&self, mail: &Mail) -> Result<String, AppError> {
        let response = post(&self.outside, mail).await?;
        let id = response.headers().get("x-message-id").and_then(|id| id.to_str().ok());
        let Some(id) = id.filter(|_| response.status() == StatusCode::ACCEPTED) else {
            return Err(AppError::Upstream { service: "SendGrid", reason: response.status().to_string() });
        };
        store(&self.db, mail.template, id).await?;
        Ok(id.to_owned())
    }
}

/// As it is done with a client that takes no middleware: the attribute makes the span, the function sends the headers.
#[traced_http(method = "POST", url = sendgrid.url(SEND))]
async fn post(sendgrid: &Remote, mail: &Mail) -> reqwest::Result<Response> {
    let request = sendgrid.plain().post(sendgrid.url(SEND)).bearer_auth(API_KEY).json(&json!({
        "personalizations": [{ "to": [{ "email": mail.to }] }],
        "from": { "email": "shop@rinawarp.example" },
        "subject": mail.subject,
        "content": [{ "type": "text/plain", "value": mail.text }],
    }));
    let mut request = request.build()?;
    rina_trace::trace_headers_for(request.url().as_str()).apply(request.headers_mut());
    sendgrid.plain().execute(request).await
}

const STORE: &str = "INSERT INTO mails (template, message_id) VALUES (?, ?)";

#[traced_db(system = "sqlite", query = STORE)]
async fn store(db: &SqlitePool, template: &str, message_id: &str) -> sqlx::Result<()> {
    sqlx::query(STORE).bind(template).bind(message_id).execute(db).await?;
    Ok(())
}
