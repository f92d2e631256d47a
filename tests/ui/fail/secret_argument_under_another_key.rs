use rina_trace::traced;

#[traced(data(user = password, length = password.len()))]
fn login(password: &str) -> &str {
    password
}

fn main() {
    login("");
}
