use rina_trace::{span, traced};

#[traced(op = "db.qurey")]
async fn function(id: u8) -> u8 {
    id
}

struct Service;

#[traced(op = "db.qurey")]
impl Service {
    const LIMIT: u8 = 1;

    fn method(&self) -> u8 {
        Self::LIMIT
    }
}

#[traced(err = nothing)]
trait Named {
    fn name(&self) -> &'static str {
        "service"
    }
}

impl Named for Service {}

fn main() {
    let _ = function(1);
    Service.method();
    Service.name();
    let span = span!("db.qurey", "name", = 1);
    span.set("rows", 1);
    let _entered = span.enter();
}
