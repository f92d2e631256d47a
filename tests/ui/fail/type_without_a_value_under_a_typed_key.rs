use rina_trace::traced;

struct Port(u16);

#[traced(data(server.port = port))]
fn find(port: &Port) -> u16 {
    port.0
}

fn main() {
    find(&Port(80));
}
