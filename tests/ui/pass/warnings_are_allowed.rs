//! What is warned of is allowed as anything deprecated is: on the function, on the method, on the block, on the module.
#![deny(deprecated)]

use rina_trace::{op, span, traced};

#[allow(deprecated)]
#[traced(op = "db.redis", name = "get 42", data(db.statement = "GET", cache.hits = 1))]
fn above() {}

#[traced(op = op::DB_REDIS, ok(http.status_code = |r| *r))]
#[allow(deprecated)]
async fn below() -> Result<u8, ()> {
    Ok(1)
}

struct Service;

#[traced(op = "db.redis", tags(plan = "free"))]
#[allow(deprecated)]
impl Service {
    fn of_a_block(&self) {}
}

#[traced]
impl Service {
    #[allow(deprecated)]
    #[traced(op = "db.redis")]
    fn of_a_method(&self) {}
}

#[allow(deprecated)]
mod old {
    #[rina_trace::traced(op = "db.redis")]
    pub(super) fn of_a_module() {}
}

#[allow(deprecated)]
fn main() {
    above();
    let _ = below();
    Service.of_a_block();
    Service.of_a_method();
    old::of_a_module();
    let _ = span!("db.redis", "get", db.system = "redis");
}
