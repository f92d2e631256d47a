//! Operations that are known, below a known category, or constants.
#![deny(deprecated)]

use rina_trace::{Op, op, span, traced};

const CHECKOUT: Op = op!("business.checkout");

mod ops {
    use rina_trace::Op;

    pub(crate) const CHARGE: Op = rina_trace::op!("payment.charge");
}

#[traced(op = "db.query")]
fn known() {}

#[traced(op = "cache.lookup")]
fn below_a_known_category() {}

#[traced(op = "db")]
fn known_without_a_dot() {}

#[traced(op = "ai.chat")]
fn below_a_category_of_the_library() {}

#[traced(op = op::DB_QUERY)]
async fn constant_of_the_library() {}

#[traced(op = ops::CHARGE)]
fn constant_of_a_module() -> Result<(), ()> {
    Ok(())
}

struct Service;

#[traced(op = CHECKOUT)]
impl Service {
    fn constant_of_a_block(&self) {}
}

fn main() {
    known();
    below_a_known_category();
    known_without_a_dot();
    below_a_category_of_the_library();
    let _ = (constant_of_the_library(), constant_of_a_module());
    Service.constant_of_a_block();
    let _ = span!(CHECKOUT, "by hand");
}
