use rina_trace::{Op, op};

const MISSPELT: Op = op!("db.qurey");
const NO_LITERAL: Op = op!(MISSPELT);
const TWO: Op = op!("business.a", "business.b");
const NONE: Op = op!();

fn main() {
    let _ = (MISSPELT, NO_LITERAL, TWO, NONE);
}
