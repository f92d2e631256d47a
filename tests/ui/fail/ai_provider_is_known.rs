use rina_trace::traced_ai;

#[traced_ai(provider = "antropic", model = "claude-sonnet-4-5")]
fn misspelt() {}

#[traced_ai(provider = "OpenAI", model = "gpt-5.2")]
fn in_capitals() {}

#[traced_ai(provider = "gemini", model = "gemini-3-pro")]
fn also_called() {}

#[traced_ai(provider = "", model = "gpt-5.2")]
fn empty() {}

fn main() {
    misspelt();
    in_capitals();
    also_called();
    empty();
}
