use rina_trace::traced;

struct Service;

#[traced(op = "business.service", data(a = 1), name = "b", tags(id, kind = "c"), skip)]
impl Service {
    #[traced(skip)]
    fn skipped(&self) {}

    fn kept(&self, id: u64) -> u64 {
        id
    }
}

#[traced(skip)]
fn alone() {}

#[traced]
impl Service {
    #[traced(skip, op = "business.service")]
    fn with_another(&self) {}
}

fn main() {
    Service.skipped();
    Service.kept(1);
    Service.with_another();
    alone();
}
