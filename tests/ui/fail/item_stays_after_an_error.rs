use rina_trace::{span, traced};

#[traced(op = "db.qurey")]
fn function(id: u8) -> u8 {
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
    fn name(&self) -> u8 {
        1
    }
}

impl Named for Service {}

fn main() {
    // The compiler sees the types of all of them; nothing is missing.
    let _: bool = function(1);
    let _: bool = Service.method();
    let _: bool = Service.name();
    let span = span!("db.qurey", "name", = 1);
    span.set("rows", 1);
    let _entered = span.enter();
}
