use rina_trace::traced;

#[traced(data(gen_ai.request.temperature = "0.7", gen_ai.request.top_p = false))]
fn ask() {}

fn main() {
    ask();
}
