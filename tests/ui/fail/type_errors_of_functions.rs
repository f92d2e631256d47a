use rina_trace::traced;

#[traced]
fn unit() {
    ""
}

#[traced]
fn mismatch() -> String {
    ""
}

#[traced]
fn extra_semicolon() -> u8 {
    1;
}

#[traced]
fn extra_semicolon_of_result() -> Result<u8, ()> {
    Ok(1);
}

#[traced]
fn wrong_ok() -> Result<u8, ()> {
    Ok::<&str, ()>("")
}

#[traced]
fn wrong_error() -> Result<u8, std::fmt::Error> {
    let number: u8 = "1".parse()?;
    Ok(number)
}

#[traced]
fn question_without_result(text: &str) -> Answer {
    Answer(text.parse()?)
}

#[traced]
fn question_without_result_in_a_guard(text: &str) -> u8 {
    text.parse()?
}

struct Answer(u8);

fn main() {}
