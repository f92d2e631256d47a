use rina_trace::traced;

#[traced(data(server.port = port))]
fn find(port: Option<&&str>) -> bool {
    port.is_some()
}

fn main() {
    find(None);
}
