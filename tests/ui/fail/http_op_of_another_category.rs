use rina_trace::traced_http;

#[traced_http(op = "cache.get", method = "GET", url = "https://api.example.com/users")]
fn get() {}

fn main() {
    get();
}
