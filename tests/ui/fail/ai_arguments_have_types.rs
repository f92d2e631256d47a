use rina_trace::traced_ai;

struct Message;

#[traced_ai(provider = "openai", model = 5)]
fn model_is_no_text() {}

#[traced_ai(provider = "openai", model = "gpt-5.2", messages = Message)]
fn messages_are_not_serialised() {}

fn main() {
    model_is_no_text();
    messages_are_not_serialised();
}
