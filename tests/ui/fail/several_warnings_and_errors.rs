#![deny(deprecated)]

use rina_trace::traced;

#[traced(
    op = "db.redis",
    name = "get 42",
    data(db.statement = "GET", cache.hits = 1, token, http.response.status_code = "200"),
    tags(id, id = 1),
    root,
    child_only
)]
fn get(id: u8, token: &str) -> usize {
    token.len() + usize::from(id)
}

fn main() {
    let _: usize = get(1, "");
}
