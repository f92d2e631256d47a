use rina_trace::span;

fn main() {
    let hit = "yes".to_owned();
    let _ = span!("cache.get", "get", cache.hit = hit);
    let _ = span!("cache.get", "get", cache.item_size = "big");
}
