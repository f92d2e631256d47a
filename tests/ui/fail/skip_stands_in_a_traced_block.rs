use rina_trace::traced;

struct Service;

#[traced(skip)]
fn alone() {}

#[traced]
impl Service {
    #[traced(skip)]
    fn skipped(&self) {}

    #[traced(skip, op = "business.service")]
    fn with_another(&self) {}
}

fn main() {
    Service.skipped();
    Service.with_another();
    alone();
}
