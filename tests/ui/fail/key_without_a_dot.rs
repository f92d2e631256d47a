#![deny(deprecated)]

use rina_trace::traced;

#[traced(data(url = "/users", method))]
fn find(method: &str) -> &str {
    method
}

fn main() {
    find("GET");
}
