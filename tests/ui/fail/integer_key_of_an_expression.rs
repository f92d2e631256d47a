use rina_trace::traced;

#[traced(data(http.response.status_code = status))]
fn find(status: String) -> String {
    status
}

fn main() {
    find(String::new());
}
