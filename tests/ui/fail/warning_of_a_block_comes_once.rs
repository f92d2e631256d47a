#![deny(deprecated)]

use rina_trace::traced;

struct Service;

#[traced(op = "db.redis")]
impl Service {
    #[traced(skip)]
    fn skipped(&self) {}

    fn one(&self) {}

    fn two(&self) {}
}

fn main() {
    Service.skipped();
    Service.one();
    Service.two();
}
