use rina_trace::traced;

#[traced(data(password))]
fn login(password: &str) -> &str {
    password
}

fn main() {
    login("");
}
