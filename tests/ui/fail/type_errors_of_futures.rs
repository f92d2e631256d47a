use rina_trace::traced;

#[traced]
async fn unit() {
    ""
}

#[traced]
async fn mismatch() -> String {
    ""
}

#[traced]
async fn mismatch_with_opaque() -> impl std::fmt::Debug {
    if true {
        return "";
    }
    1
}

#[traced]
async fn unsatisfied() -> impl std::fmt::Display {
    ("",)
}

#[traced]
async fn early_return() {
    if true {
        return "";
    }
}

#[traced]
async fn early_return_of_another() -> &'static str {
    if true {
        return 1;
    }
    ""
}

#[traced]
async fn extra_semicolon() -> i32 {
    1;
}

#[traced]
async fn wrong_error() -> Result<u8, std::fmt::Error> {
    let number: u8 = "1".parse()?;
    Ok(number)
}

fn main() {}
