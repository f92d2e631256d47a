//! Charges a customer through Stripe.

use reqwest::StatusCode;
use rina_trace::traced;
use serde::Deserialize;

use super::AppError;
use super::checkout::Quote;
use super::users::User;
use crate::outgoing::Remote;

const API_KEY: &str = "sk_test_rinawarp";

#[derive(Deserialize)]
struct Session {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    message: String,
}

/// Returns the id of the paid session.
#[traced(
    op = "payment.charge",
    name = "Charge through Stripe",
    data(payment.provider = "stripe", payment.currency = "usd", payment.amount = quote.total()),
    ok(payment.checkout_id = |session| session.clone()),
)]
pub(super) async fn charge(
    stripe: &Remote,
    user: &User,
    quote: &Quote,
    payment_method: &str,
) -> Result<String, AppError> {
    let request = stripe.post("/v1/checkout/sessions").bearer_auth(API_KEY).form(&[
        ("mode", "payment"),
        ("client_reference_id", &user.id.to_string()),
        ("payment_method", payment_method),
        ("line_items[0][quantity]", &quote.seats.to_string()),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", &quote.seat_price().to_string()),
        ("line_items[0][price_data][product_data][name]", &quote.plan.name),
    ]);
    let response = request.send().await?;
    match response.status() {
        StatusCode::OK => Ok(response.json::<Session>().await?.id),
        StatusCode::PAYMENT_REQUIRED => {
            let refusal = response.json::<Refusal>().await?;
            Err(AppError::Declined { message: refusal.error.message })
        }
        status => Err(AppError::Upstream { service: "Stripe", reason: status.to_string() }),
    }
}
