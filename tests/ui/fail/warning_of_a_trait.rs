#![deny(deprecated)]

use rina_trace::traced;

#[traced(op = "db.redis")]
trait Service {
    fn declared(&self);

    fn given(&self) {}
}

impl Service for () {
    fn declared(&self) {}
}

fn main() {
    ().declared();
    ().given();
}
