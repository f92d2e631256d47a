//! `POST /checkout`: validates, prices, charges, stores the order, and mails the receipt afterwards.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use rina_trace::{traced, traced_db};
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use super::email::Mail;
use super::plans::{self, Plan};
use super::users::{self, User};
use super::{AppError, Shop, payment};

#[derive(Deserialize)]
pub(super) struct CheckoutRequest {
    user_id: i64,
    plan: String,
    seats: i64,
    /// What Stripe calls the customer's means of payment.
    payment_method: String,
}

#[derive(Serialize)]
pub(super) struct Order {
    id: i64,
    total_cents: i64,
    session: String,
}

pub(super) async fn checkout(
    State(shop): State<Arc<Shop>>,
    Json(request): Json<CheckoutRequest>,
) -> Result<(StatusCode, Json<Order>), AppError> {
    validate(&request)?;
    let user = users::sign_in(&shop, request.user_id).await?;
    let plan = plans::find(&shop, &request.plan).await?;
    let quote = Quote { seats: request.seats, plan };
    let session = payment::charge(&shop.outside, &user, &quote, &request.payment_method).await?;
    let id = store(&shop.db, &user, &quote, &session).await?;
    rina_trace::add_transaction_tags([("order.plan", quote.plan.id.clone())]);
    let order = Order { id, total_cents: quote.total(), session };
    mail_receipt(&shop, &user, &order).await;
    Ok((StatusCode::CREATED, Json(order)))
}

#[traced(op = "business.validation", name = "Validate the checkout", data(seats = request.seats))]
fn validate(request: &CheckoutRequest) -> Result<(), AppError> {
    let started = Instant::now();
    if !(1..=1000).contains(&request.seats) {
        return Err(AppError::Invalid { field: "seats", reason: "must be from 1 to 1000" });
    }
    if !request.payment_method.starts_with("pm_") {
        return Err(AppError::Invalid { field: "payment_method", reason: "must start with pm_" });
    }
    rina_trace::set_measurement("validation", started.elapsed().as_secs_f64() * 1000.0, "millisecond");
    Ok(())
}

/// What the customer is asked to pay.
pub(super) struct Quote {
    pub(super) plan: Plan,
    pub(super) seats: i64,
}

#[traced(op = "business.pricing")]
impl Quote {
    pub(super) fn total(&self) -> i64 {
        self.seats * self.seat_price()
    }

    /// From five seats on each costs a tenth less.
    #[traced(skip)]
    pub(super) fn seat_price(&self) -> i64 {
        let full = self.plan.price_cents;
        if self.seats >= 5 { full - full / 10 } else { full }
    }
}

const STORE: &str = "INSERT INTO orders (user_id, plan, seats, total_cents, session) VALUES (?, ?, ?, ?, ?)";

#[traced_db(system = "sqlite", query = STORE)]
async fn store(db: &SqlitePool, user: &User, quote: &Quote, session: &str) -> sqlx::Result<i64> {
    let insert = sqlx::query(STORE).bind(user.id).bind(&quote.plan.id).bind(quote.seats);
    let done = insert.bind(quote.total()).bind(session).execute(db).await?;
    Ok(done.last_insert_rowid())
}

/// The customer does not wait for the mail, but it belongs to the trace of the order.
async fn mail_receipt(shop: &Shop, user: &User, order: &Order) {
    let mail = Mail {
        template: "receipt",
        to: user.email.clone(),
        subject: format!("Your order {}", order.id),
        text: format!("Thank you, {}. We have received {} cents.", user.name, order.total_cents),
    };
    shop.mails.publish(format!("receipt-{}", order.id), mail).await;
}
