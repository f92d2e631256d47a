use rina_trace::traced;

struct Session {
    access_token: String,
}

#[traced(ok(token = |r| r.access_token.len(), user = |r| r.access_token.clone()))]
fn login() -> Result<Session, String> {
    Ok(Session { access_token: String::new() })
}

fn main() {
    let _ = login();
}
