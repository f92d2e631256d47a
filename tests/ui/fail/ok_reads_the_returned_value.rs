use rina_trace::traced;

#[traced(ok(length = |r| r.lenght()))]
fn unknown_method() -> Result<Vec<u8>, String> {
    Ok(Vec::new())
}

fn main() {
    let _ = unknown_method();
}
