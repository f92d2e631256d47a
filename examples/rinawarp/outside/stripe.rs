//! Stripe's checkout sessions: <https://docs.stripe.com/api/checkout/sessions/create>
//!
//! Unlike Stripe's, a session is paid at once, so that a declined card can be shown.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use rina_trace::traced;
use serde_json::json;

use super::bearer;

/// Stripe's own magic value: <https://docs.stripe.com/testing#declined-payments>
const DECLINED: &str = "pm_card_visa_chargeDeclined";

pub(super) async fn create_session(
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    if !bearer(&headers).is_some_and(|key| key.starts_with("sk_test_")) {
        return error(StatusCode::UNAUTHORIZED, "invalid_request_error", "No valid API key provided.");
    }
    let Some(amount) = amount(&form) else {
        return error(
            StatusCode::BAD_REQUEST,
            "invalid_request_error",
            "Missing required param: line_items.",
        );
    };
    let method = form.get("payment_method").map_or("pm_card_visa", String::as_str);
    if authorize(method, amount).await.is_err() {
        return error(StatusCode::PAYMENT_REQUIRED, "card_error", "Your card was declined.");
    }
    Json(json!({
        "id": format!("cs_test_{:06}", NEXT.fetch_add(1, Ordering::Relaxed)),
        "object": "checkout.session",
        "mode": form.get("mode"),
        "client_reference_id": form.get("client_reference_id"),
        "amount_total": amount,
        "currency": form.get("line_items[0][price_data][currency]"),
        "payment_status": "paid",
        "status": "complete",
        "livemode": false,
    }))
    .into_response()
}

struct Declined;

/// Asks the bank that gave out the card.
#[traced(op = "payment.authorize", name = "Ask the issuer of the card", data(payment.amount = amount))]
async fn authorize(method: &str, amount: i64) -> Result<(), Declined> {
    tokio::time::sleep(Duration::from_millis(25)).await;
    if method == DECLINED { Err(Declined) } else { Ok(()) }
}

fn amount(form: &HashMap<String, String>) -> Option<i64> {
    let number = |key| form.get(key).and_then(|value| value.parse::<i64>().ok());
    let price = number("line_items[0][price_data][unit_amount]")?;
    price.checked_mul(number("line_items[0][quantity]")?)
}

/// <https://docs.stripe.com/api/errors>
fn error(status: StatusCode, kind: &str, message: &str) -> Response {
    let mut error = json!({ "type": kind, "message": message });
    if status == StatusCode::PAYMENT_REQUIRED {
        error["code"] = json!("card_declined");
        error["decline_code"] = json!("generic_decline");
    }
    (status, Json(json!({ "error": error }))).into_response()
}
