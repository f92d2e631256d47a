//! The services that RinaWarp calls, in the shapes of the real ones; traced themselves, so that one trace
//! goes through both sides.
//!
//! Knows the published forms of the three interfaces; known by `main`.

mod anthropic;
mod sendgrid;
mod stripe;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::routing::post;

/// All three services behind one address.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1/checkout/sessions", post(stripe::create_session))
        .route("/v1/messages", post(anthropic::create_message))
        .route("/v3/mail/send", post(sendgrid::send_mail))
}

/// The key behind `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
