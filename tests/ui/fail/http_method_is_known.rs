use rina_trace::traced_http;

#[traced_http(method = "post", url = "https://api.example.com/users")]
fn small() {}

#[traced_http(method = "GET ", url = "https://api.example.com/users")]
fn blank() {}

#[traced_http(method = "DELTE", url = "https://api.example.com/users")]
fn misspelt() {}

#[traced_http(method = "FETCH", url = "https://api.example.com/users")]
fn unknown() {}

fn main() {
    small();
    blank();
    misspelt();
    unknown();
}
