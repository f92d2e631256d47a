#![deny(deprecated)]

use rina_trace::{op, traced};

#[traced(op = op::DB_REDIS)]
fn get() {}

fn main() {
    get();
}
