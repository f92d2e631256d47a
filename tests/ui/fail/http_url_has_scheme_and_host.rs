use rina_trace::traced_http;

#[traced_http(method = "GET", url = "/v1/users")]
fn a_path() {}

#[traced_http(method = "GET", url = "api.example.com/v1/users")]
fn no_scheme() {}

#[traced_http(method = "GET", url = "htps://api.example.com/v1/users")]
fn misspelt() {}

#[traced_http(method = "GET", url = "ftp://api.example.com/v1/users")]
fn another_scheme() {}

#[traced_http(method = "GET", url = "https:///v1/users")]
fn no_host() {}

#[traced_http(method = "GET", url = "https://api.example.com/v1/ users")]
fn blank() {}

fn main() {
    a_path();
    no_scheme();
    misspelt();
    another_scheme();
    no_host();
    blank();
}
