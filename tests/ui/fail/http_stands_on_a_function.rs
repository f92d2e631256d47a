use rina_trace::traced_http;

struct Api;

#[traced_http(method = "GET", url = "https://api.example.com/users")]
impl Api {
    fn users(&self) {}
}

#[traced_http(method = "GET", url = "https://api.example.com/users")]
struct Users;

fn main() {
    Api.users();
    let _ = Users;
}
