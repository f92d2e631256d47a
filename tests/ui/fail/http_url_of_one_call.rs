#![deny(deprecated)]

use rina_trace::traced_http;

#[traced_http(method = "GET", url = "https://api.example.com/v1/users/42/orders")]
fn number() {}

#[traced_http(method = "GET", url = "https://api.example.com/v1/customers/cus_9s6XKzkNRiz8i3")]
fn opaque() {}

fn main() {
    number();
    opaque();
}
