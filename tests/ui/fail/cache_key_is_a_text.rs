//! A key that is given to the attribute names the span, and is a text, as everywhere.

use std::time::Duration;

use rina_trace::traced;

#[traced(op = "cache.get", data(cache.key = id))]
fn by_number(id: u64) -> Option<String> {
    None
}

#[traced(op = "cache.put", data(cache.key = name, cache.ttl = kept))]
fn keep(name: &str, kept: Duration) {}

#[traced(op = "cache.get", data(cache.key = email), ok(cache.hit = |found| found.len()))]
async fn by_mail(email: &str) -> Vec<u8> {
    Vec::new()
}

fn main() {}
