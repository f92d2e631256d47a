use rina_trace::traced_ai;

#[traced_ai(provider = "openai", model = "gpt-5.2", record_inputs = is_debug())]
fn inputs() {}

#[traced_ai(provider = "openai", model = "gpt-5.2", record_outputs = "yes")]
fn outputs() {}

fn is_debug() -> bool {
    true
}

fn main() {
    inputs();
    outputs();
    is_debug();
}
