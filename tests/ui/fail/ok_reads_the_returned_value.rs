use rina_trace::traced;

#[traced(ok(length = |r| r.len()))]
fn never() -> ! {
    loop {}
}

#[traced(ok(items))]
fn bare(items: Vec<u8>) -> Vec<u8> {
    items
}

#[traced(ok(line = |r| *r))]
#[track_caller]
fn caller() -> u32 {
    1
}

#[traced(ok(length = |r| r.lenght()))]
fn unknown_method() -> Result<Vec<u8>, String> {
    Ok(Vec::new())
}

fn main() {
    bare(Vec::new());
    caller();
    let _ = unknown_method();
    never();
}
