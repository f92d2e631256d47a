//! SendGrid's mail: <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send>

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rina_trace::traced;
use serde::Deserialize;
use serde_json::json;

use super::bearer;

#[derive(Deserialize)]
pub(super) struct Mail {
    personalizations: Vec<Personalization>,
}

#[derive(Deserialize)]
struct Personalization {
    to: Vec<Address>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
}

pub(super) async fn send_mail(headers: HeaderMap, Json(mail): Json<Mail>) -> Response {
    if !bearer(&headers).is_some_and(|key| key.starts_with("SG.")) {
        return error(StatusCode::UNAUTHORIZED, "The provided authorization grant is invalid");
    }
    let mut to = mail.personalizations.iter().flat_map(|one| &one.to);
    if to.clone().next().is_none() || !to.all(|address| address.email.contains('@')) {
        return error(StatusCode::BAD_REQUEST, "Does not contain a valid address.");
    }
    (StatusCode::ACCEPTED, [("x-message-id", accept(mail.personalizations.len()).await)]).into_response()
}

/// Takes the mail over; it is delivered when nobody waits for it any more.
#[traced(op = "email.accept", name = "Take the mail over", data(email.count = count))]
async fn accept(count: usize) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    tokio::time::sleep(Duration::from_millis(15)).await;
    format!("mail-{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "errors": [{ "message": message, "field": null }] }))).into_response()
}
