use rina_trace::{IntoValue, Value, kind, traced};

struct Port(String);

impl IntoValue for Port {
    type Kind = kind::Text;

    fn to_value(&self) -> Option<Value> {
        self.0.to_value()
    }
}

#[traced(data(server.port = port))]
fn find(port: &Port) -> usize {
    port.0.len()
}

fn main() {
    find(&Port(String::new()));
}
