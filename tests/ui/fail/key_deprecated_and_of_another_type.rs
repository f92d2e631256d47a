#![deny(deprecated)]

use rina_trace::traced;

#[traced(data(http.status_code = "200"))]
fn find() {}

fn main() {
    find();
}
