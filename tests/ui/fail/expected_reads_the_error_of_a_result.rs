use rina_trace::traced;

#[traced(expected = std::fmt::Error)]
fn number() -> u64 {
    1
}

#[traced(expected = std::fmt::Error)]
fn unit() {}

#[traced(expected = std::fmt::Error, err = ignore)]
fn ignored() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

#[traced(expected = std::fmt::Error)]
#[track_caller]
fn caller() -> Result<u8, std::fmt::Error> {
    Ok(1)
}

fn main() {
    number();
    unit();
    let _ = (ignored(), caller());
}
