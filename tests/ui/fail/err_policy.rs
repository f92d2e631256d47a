use rina_trace::traced;

#[traced(err = captrue)]
fn unknown() -> Result<(), ()> {
    Ok(())
}

fn main() {
    let _ = unknown();
}
