//! What the package's `Cargo.toml` declares is neither an error nor warned of: operations of its own, keys that are no
//! slips, keys that are no secrets.
//!
//! What happens without the declaration is in `ui`.
#![deny(deprecated)]

use rina_trace::{Op, op, span, testing, traced};

const LABEL: Op = op!("shipping.label");

#[traced(op = "shipping.parcel.weigh", name = "weigh", data(cache.hits = 2, otp.left = 3))]
fn by_pattern() {}

#[traced(op = "checkout", name = "pay")]
fn by_name() {}

#[test]
fn declared_operations_and_keys_are_accepted() {
    let traces = testing::capture(|| {
        by_pattern();
        by_name();
        let _span = span!(LABEL, "print", otp.kind = "sms");
    });
    let printed = traces.to_string();
    for span in [
        "shipping.parcel.weigh \"weigh\" cache.hits=2 otp.left=3",
        "checkout \"pay\"",
        "shipping.label \"print\"",
    ] {
        assert!(printed.contains(span), "{span} in\n{printed}");
    }
}
