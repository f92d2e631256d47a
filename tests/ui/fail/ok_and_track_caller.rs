use rina_trace::traced;

#[traced(ok(line = |r| *r))]
#[track_caller]
fn caller() -> u32 {
    1
}

fn main() {
    caller();
}
