use rina_trace::traced;

struct NoError;

#[traced(expected = NoError)]
fn no_error() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = |error| error.is_timeout())]
fn no_method() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = |error| 1)]
fn no_answer() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = std::fmt::Error)]
fn no_type_to_look_for() -> Result<u8, String> {
    Ok(1)
}

fn main() {
    let _ = (no_error(), no_method(), no_answer(), no_type_to_look_for());
}
