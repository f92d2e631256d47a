//! What is a key and what is none; what the attribute says goes before; which functions are of a cache.

use std::collections::BTreeSet;

use rina_trace::testing::{capture, capture_async};
use rina_trace::{Op, Sensitive, op, traced};

use super::*;

#[traced(op = "cache.remove")]
fn keys_in_bytes(key: &[u8]) {}

#[traced(op = "cache.remove")]
fn keys_in_a_set(keys: &BTreeSet<String>) {}

#[traced(op = "cache.remove")]
fn key_in_an_option(key: Option<&str>) {}

#[traced(op = "cache.remove")]
fn keys_in_lists(keys: Vec<Vec<u8>>) {}

#[traced(op = "cache.remove")]
fn key_of_no_text<T>(key: T) {}

#[traced(op = "cache.remove")]
fn key_in_a_pair((key, _): (&str, u8)) {}

#[traced(op = "cache.remove")]
fn key_that_is_sensitive(key: Sensitive<&str>) {}

#[traced(op = "cache.flush")]
fn flush() {}

#[test]
fn keys_are_texts_and_what_is_none_tells_nothing() {
    let many: BTreeSet<String> = (0..300).map(|count| format!("{count:03}")).collect();
    let traces = capture(|| {
        keys_in_bytes(b"caf\xc3\xa9\xff");
        keys_in_a_set(&["a", "b"].map(String::from).into());
        key_in_an_option(Some("some"));
        key_in_an_option(None);
        keys_in_lists(vec![b"a".to_vec()]);
        key_of_no_text(User);
        key_in_a_pair(("pair", 0));
        key_that_is_sensitive(Sensitive("secret"));
        flush();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    cache.remove "café�" cache.key=[café�]
    trace 2
    cache.remove "a, b" cache.key=[a, b]
    trace 3
    cache.remove "some" cache.key=[some]
    trace 4
    cache.remove "cache.remove"
    trace 5
    cache.remove "cache.remove"
    trace 6
    cache.remove "cache.remove"
    trace 7
    cache.remove "pair" cache.key=[pair]
    trace 8
    cache.remove "[Filtered]" cache.key=[[Filtered]]
    trace 9
    cache.flush "spans::caches::words::flush"
    "#);

    let traces = capture(|| keys_in_a_set(&many));
    let (_, keys) = traces.segments()[0].data().next().unwrap();
    let rina_trace::Value::List(keys) = keys else { panic!("{keys}") };
    assert_eq!((keys.len(), traces.segments()[0].name().len()), (100, 100 * 5 - 2));
}

#[traced(op = "cache.get", data(cache.key = hash(key)))]
fn hashed(key: &str) -> Option<u8> {
    None
}

#[traced(op = "cache.get", data(cache.key = %UserKey(*key), cache.item_size = 5))]
fn shown(key: &u64) -> Option<u8> {
    None
}

#[traced(op = "cache.get", data(cache.key = ?key))]
fn debugged(key: (u8, u8)) -> Option<u8> {
    None
}

#[traced(op = "cache.get", name = "user by id", data(cache.key = ["a", "b"]), ok(cache.hit = |_| true))]
fn named(key: &str) -> Option<u8> {
    None
}

#[traced(op = "cache.put", name = format!("put {key}"), data(cache.ttl = 1, cache.item_size = 2))]
fn told(key: &str, value: &str, ttl: u64) {}

#[test]
fn what_the_attribute_says_goes_before() {
    let traces = capture(|| {
        hashed("ada@example.com");
        shown(&7);
        debugged((1, 2));
        named("c");
        told("d", "value", 9);
    });
    let text = traces.to_string();
    assert!(!text.contains("ada@example.com"), "{text}");
    let hash = rina_trace::hash("ada@example.com").to_string();
    insta::assert_snapshot!(text.replace(&hash, "HASH"), @r#"
    trace 1
    cache.get "HASH" cache.key=[HASH] cache.hit=false
    trace 2
    cache.get "user:7" cache.key=[user:7] cache.item_size=5 cache.hit=false
    trace 3
    cache.get "(1, 2)" cache.key=[(1, 2)] cache.hit=false
    trace 4
    cache.get "user by id" cache.key=[a, b] cache.hit=true
    trace 5
    cache.put "put d" cache.key=[d] cache.ttl=1 cache.item_size=2
    "#);
}

const LOOKUP: Op = op!("cache.lookup");

#[traced(op = op::CACHE_GET)]
fn by_a_constant(key: &str) -> Option<&'static str> {
    Some("value")
}

#[traced(op = LOOKUP)]
fn by_a_constant_of_ones_own(key: &str) -> Option<&'static str> {
    Some("value")
}

#[traced(op = "db.query")]
fn of_no_cache(key: &str, value: &str, ttl: u64) -> Option<u8> {
    None
}

struct Cache;

#[traced(op = "cache.get")]
impl Cache {
    async fn find(&self, key: &str) -> Option<u64> {
        Some(1)
    }

    fn count(&self) -> usize {
        2
    }
}

#[test]
fn a_cache_is_known_by_the_operation() {
    let traces = run(capture_async(async {
        by_a_constant("constant");
        by_a_constant_of_ones_own("constant");
        of_no_cache("key", "value", 1);
        Cache.find("method").await;
        Cache.count();
    }));
    insta::assert_snapshot!(traces, @r#"
    trace 1
    cache.get "constant" cache.key=[constant] cache.hit=true cache.item_size=5
    trace 2
    cache.lookup "spans::caches::words::by_a_constant_of_ones_own"
    trace 3
    db.query "spans::caches::words::of_no_cache"
    trace 4
    cache.get "method" cache.key=[method] cache.hit=true
    trace 5
    cache.get "spans::caches::words::Cache::count"
    "#);
}
