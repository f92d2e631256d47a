use rina_trace::{traced, traced_http};

#[traced(op = "http.client", method = "GET", url = "https://api.example.com/users")]
fn of_a_request() {}

#[traced_http(methd = "GET", url = "https://api.example.com/users")]
fn misspelt() {}

fn main() {
    of_a_request();
    misspelt();
}
