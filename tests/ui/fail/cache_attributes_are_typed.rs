//! What is told of a cache by the attribute has the types that its keys have everywhere.

use std::time::Duration;

use rina_trace::traced;

#[traced(op = "cache.get", data(cache.key = id))]
fn by_number(id: u64) -> Option<String> {
    None
}

#[traced(op = "cache.put", data(cache.ttl = kept))]
fn keep(key: &str, kept: Duration) {}

#[traced(op = "cache.get", ok(cache.hit = |found| found.len()))]
async fn by_mail(key: &str) -> Vec<u8> {
    Vec::new()
}

fn main() {}
