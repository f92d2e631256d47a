use rina_trace::traced_http;

#[traced_http]
fn neither() {}

#[traced_http(method = "GET")]
fn no_url() {}

#[traced_http(err = record, url = "https://api.example.com/users")]
fn no_method() {}

#[traced_http(method, url =)]
fn no_values() {}

fn main() {
    neither();
    no_url();
    no_method();
    no_values();
}
