use rina_trace::traced;

#[traced(data(http.response.status_code = "200", server.port = 80.0, code.line.number = true))]
fn find() {}

fn main() {
    find();
}
