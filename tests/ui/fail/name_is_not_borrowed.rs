use rina_trace::{span, traced};

#[traced(name = route)]
fn handle(route: &str) -> usize {
    route.len()
}

fn main() {
    handle("");
    let route = String::new();
    let _ = span!("cache.get", &route);
}
