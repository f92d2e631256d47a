use rina_trace::traced;

#[traced(expected = "NotFound")]
fn text() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = is_expected())]
fn call() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = [])]
fn none() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected)]
fn nothing() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

fn main() {
    let _ = (text(), call(), none(), nothing());
}
