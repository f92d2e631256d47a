#![deny(deprecated)]

use rina_trace::{Op, op, span, traced};

#[traced(op = "db.redis")]
fn replaced() {}

#[traced(op = "gen_ai.handoff")]
fn gone() {}

const TASK: Op = op!("queue.task.celery");

fn main() {
    replaced();
    gone();
    let _ = span!("middleware.django", "auth");
    let _ = TASK;
}
