use rina_trace::traced;

#[traced(data(cache.hit = hits + 1))]
fn get(hits: usize) -> usize {
    hits
}

fn main() {
    get(1);
}
