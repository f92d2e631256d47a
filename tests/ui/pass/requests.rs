//! What `traced_http` takes without a word.
#![deny(warnings)]

use std::borrow::Cow;

use rina_trace::traced_http;

struct Api {
    base: String,
}

impl Api {
    #[traced_http(method = "GET", url = format!("{}/users/{id}", self.base), status = |code| *code)]
    fn user(&self, id: u64) -> u16 {
        200
    }

    #[traced_http(method = "QUERY", url = self.base, data(self.base.length = 3, http.request.body.size = 2))]
    async fn search(&self) {}
}

#[traced_http(method = "POST", url = "http://[::1]:8080/v1beta/models/gemini-2.0-flash:generateContent?alt=sse")]
fn literal() {}

#[traced_http(method = "GET", url = "https://api.example.com/users/{id}/orders/:order?token={token}")]
fn template() {}

#[traced_http(op = "http.client.stream", method = method, url = url, name = "GET https://api.example.com/{any}")]
fn given(method: &str, url: Cow<'_, str>) -> Option<Result<(), ()>> {
    None
}

#[allow(deprecated)]
#[traced_http(method = "GET", url = "https://api.example.com/users/42")]
fn allowed() {}

fn main() {
    let api = Api { base: String::new() };
    api.user(1);
    drop(api.search());
    literal();
    template();
    given("GET", "".into());
    allowed();
}
