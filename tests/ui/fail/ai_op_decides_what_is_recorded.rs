use rina_trace::traced_ai;

#[traced_ai(op = "http.client", provider = "openai", model = "gpt-5.2")]
fn of_another_category() {}

#[traced_ai(op = rina_trace::op::GEN_AI_CHAT, provider = "openai", model = "gpt-5.2")]
fn not_known_here() {}

#[traced_ai(op = "gen_ai.chat", operation = "chat", provider = "openai", model = "gpt-5.2")]
fn twice() {}

fn main() {
    of_another_category();
    not_known_here();
    twice();
}
