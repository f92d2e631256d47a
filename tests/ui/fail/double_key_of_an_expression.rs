use rina_trace::traced;

#[traced(data(gen_ai.request.temperature = heat))]
fn ask(heat: bool) -> bool {
    heat
}

fn main() {
    ask(true);
}
