use rina_trace::traced;

#[traced(tags(api_key, plan = token))]
fn charge(api_key: &str, token: &str) -> usize {
    api_key.len() + token.len()
}

fn main() {
    charge("", "");
}
