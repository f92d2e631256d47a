use rina_trace::traced;

#[traced(ok(length = |r| r.len()))]
fn never() -> ! {
    loop {}
}

fn main() {
    never();
}
