use rina_trace::traced_http;

#[traced_http(method = "GET", url = "https://ada:hunter2@api.example.com/v1/users?page=1")]
fn credentials() {}

#[traced_http(method = "GET", url = "https://api.example.com/v1/users?page=1&api_key=k-123")]
fn query() {}

fn main() {
    credentials();
    query();
}
