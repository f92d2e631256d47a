use rina_trace::traced;

#[traced(err = captrue)]
fn unknown() -> Result<(), ()> {
    Ok(())
}

#[traced(err = "capture")]
fn text() -> Result<(), ()> {
    Ok(())
}

fn main() {
    let _ = (unknown(), text());
}
