use rina_trace::span;

fn main() {
    let authorization = String::new();
    let _ = span!("http.client", "GET /users", authorization = %authorization, header = ?authorization);
}
