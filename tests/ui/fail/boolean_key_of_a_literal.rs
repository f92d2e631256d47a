use rina_trace::traced;

#[traced(data(cache.hit = "true", gen_ai.response.streaming = 1, cache.write = 0.5))]
fn get() {}

fn main() {
    get();
}
