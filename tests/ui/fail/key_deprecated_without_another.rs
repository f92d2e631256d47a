#![deny(deprecated)]

use rina_trace::traced;

#[traced(data(http.target = "/users"))]
fn find() {}

fn main() {
    find();
}
