use rina_trace::traced_ai;

const CHAT: &str = "chat";

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = "caht")]
fn misspelt() {}

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = "gen_ai.chat")]
fn with_its_category() {}

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = CHAT)]
fn not_known_here() {}

#[traced_ai(provider = "openai", model = "gpt-5.2", operation = "Chat")]
fn in_capitals() {}

fn main() {
    misspelt();
    with_its_category();
    not_known_here();
    in_capitals();
}
