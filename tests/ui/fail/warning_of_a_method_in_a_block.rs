#![deny(deprecated)]

use rina_trace::traced;

struct Service;

#[traced(op = "business.service")]
impl Service {
    #[traced(op = "db.redis", data(http.method = "GET"))]
    async fn own(&self) {}

    fn other(&self) {}
}

fn main() {
    let _ = Service.own();
    Service.other();
}
