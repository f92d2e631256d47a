use rina_trace::traced;

struct Service;

#[traced(
    op = "business.service",
    name = "b",
    data(a = 1),
    ok(b = |r| *r),
    expected = std::fmt::Error,
    tags(id, kind = "c"),
    continue_from = headers,
    skip
)]
impl Service {
    fn kept(&self, id: u64) -> u64 {
        id
    }
}

fn main() {
    Service.kept(1);
}
