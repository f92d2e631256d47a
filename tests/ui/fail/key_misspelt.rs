#![deny(deprecated)]

use rina_trace::{span, traced};

#[traced(data(http.respones.status_code = 200, "db.query.txt" = "SELECT 1", enviroment))]
fn find(enviroment: &str) -> &str {
    enviroment
}

fn main() {
    find("test");
    let _ = span!("cache.get", "get", cache.hits = true);
}
