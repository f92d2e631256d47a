//! Secrets that are hashed, masked or hidden, and keys that only look like some.

use rina_trace::{Sensitive, span, traced};

struct Login {
    password: String,
    token: Option<String>,
}

#[traced(
    data(password = hash(login.password), api_key = mask(&login.password), token = rina_trace::hash(&login.token)),
    tags(authorization = Sensitive(&login.password), secret = rina_trace::mask(login.password.len() + 1)),
    ok(access_token = |r| hash(r), refresh_token = |r| mask(r.trim()))
)]
async fn hidden(login: &Login) -> Result<String, ()> {
    Ok(login.password.clone())
}

#[traced(data(by_display = %hash(password), length = password.len(), is_set = !password.is_empty()))]
fn facts(password: &str) -> usize {
    password.len()
}

#[traced(data(token_count = 1, author = "a", max_tokens = 2, gen_ai.usage.input_tokens = 3, password.changed_at = 4))]
fn no_secrets() {}

fn main() {
    let login = Login { password: String::new(), token: None };
    let _ = hidden(&login);
    facts("");
    no_secrets();
    let _ = span!("http.client", "GET /", authorization = mask(login.password));
}
