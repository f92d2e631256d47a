use rina_trace::traced;

#[traced(data(user.password = text, "X-Api-Key" = text.trim()))]
fn login(text: &str) -> &str {
    text
}

fn main() {
    login("");
}
