//! Functions of a cache tell of it without being asked, whatever their keys, values and results are made of.

#![allow(unused_variables, reason = "arguments are there to be told")]

mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::future::Future;
use std::io;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rina_trace::cache::ItemSize;
use rina_trace::testing::capture;
use rina_trace::traced;

#[derive(Clone)]
struct User;

struct Page(String);

impl ItemSize for Page {
    fn item_size(&self) -> Option<usize> {
        Some(self.0.len() * 2)
    }
}

struct UserKey(u64);

impl Display for UserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user:{}", self.0)
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// As `bytes::Bytes`.
struct Bytes(Vec<u8>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[traced(op = "cache.get")]
fn get(key: &str, found: Option<String>) -> Option<String> {
    found
}

#[traced(op = "cache.get")]
async fn get_later(key: String, found: Result<Option<Page>, io::Error>) -> Result<Option<Page>, io::Error> {
    std::future::ready(found).await
}

#[traced(op = "cache.get")]
fn get_deferred(key: u64) -> impl Future<Output = Option<User>> {
    std::future::ready((key > 0).then_some(User))
}

#[traced(op = "cache.get")]
fn get_boxed<'a>(
    key: &'a UserKey,
    found: Option<&'a Bytes>,
) -> Pin<Box<dyn Future<Output = Option<&'a Bytes>> + 'a>> {
    Box::pin(std::future::ready(found))
}

#[test]
fn a_lookup_tells_key_hit_and_size() {
    let traces = capture(|| {
        get("a", Some("four".into()));
        get("b", None);
        let _ = run(get_later("c".into(), Ok(Some(Page("two".into())))));
        let _ = run(get_later("d".into(), Ok(None)));
        let _ = run(get_later("e".into(), Err(io::Error::other("gone"))));
        run(get_deferred(1));
        run(get_deferred(0));
        run(get_boxed(&UserKey(1), Some(&Bytes(vec![0; 9]))));
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    cache.get "a" cache.key=[a] cache.hit=true cache.item_size=4
    trace 2
    cache.get "b" cache.key=[b] cache.hit=false
    trace 3
    cache.get "c" cache.key=[c] cache.hit=true cache.item_size=6
    trace 4
    cache.get "d" cache.key=[d] cache.hit=false
    trace 5
    cache.get "e" [internal_error] cache.key=[e] error.type="std::io::error::Error"
    trace 6
    cache.get "1" cache.key=[1] cache.hit=true
    trace 7
    cache.get "0" cache.key=[0] cache.hit=false
    trace 8
    cache.get "user:1" cache.key=[user:1] cache.hit=true cache.item_size=9
    "#);
}

type Reply<T> = Result<T, fmt::Error>;
type Maybe<T> = Option<T>;

#[traced(op = "cache.get")]
fn by_alias(key: &str) -> Reply<Option<Arc<str>>> {
    Ok(Some("ä".into()))
}

#[traced(op = "cache.get")]
fn by_another(key: &str) -> Maybe<Cow<'static, [u8]>> {
    Some(vec![1, 2].into())
}

#[traced(op = "cache.get", err = ignore)]
fn ignoring(key: &str) -> Reply<Option<u64>> {
    Err(fmt::Error)
}

#[traced(op = "cache.get")]
fn nothing_to_tell(key: &str) -> Reply<u64> {
    Ok(1)
}

#[traced(op = "cache.get")]
fn generic<K: AsRef<str>, V: Clone>(key: K, found: &HashMap<String, V>) -> Option<V> {
    found.get(key.as_ref()).cloned()
}

#[test]
fn the_result_is_known_by_its_type() {
    let traces = capture(|| {
        let _ = by_alias("alias");
        by_another("another");
        let _ = ignoring("ignored");
        let _ = nothing_to_tell("other");
        generic("generic", &HashMap::from([("generic".to_owned(), 7)]));
        generic(String::from("missing"), &HashMap::<String, String>::new());
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    cache.get "alias" cache.key=[alias] cache.hit=true cache.item_size=2
    trace 2
    cache.get "another" cache.key=[another] cache.hit=true cache.item_size=2
    trace 3
    cache.get "ignored" cache.key=[ignored]
    trace 4
    cache.get "other" cache.key=[other]
    trace 5
    cache.get "generic" cache.key=[generic] cache.hit=true
    trace 6
    cache.get "missing" cache.key=[missing] cache.hit=false
    "#);
}

#[traced(op = "cache.put")]
fn put(key: &str, value: &[u8], ttl: Duration) {}

#[traced(op = "cache.put")]
async fn put_later(key: impl Display, value: String, ttl: Option<u32>) -> Option<String> {
    Some(value)
}

#[traced(op = "cache.put")]
fn put_all<V>(keys: &[UserKey], value: V, ttl: NonZeroU64) -> Result<(), io::Error> {
    Ok(())
}

#[traced(op = "cache.set_item")]
fn set(mut key: String, value: Bytes, ttl: &User) {
    key.push('!');
}

#[traced(op = "cache.remove")]
fn remove(keys: Vec<&str>, value: &str) -> Option<u64> {
    Some(keys.len() as u64)
}

#[test]
fn what_fills_or_empties_a_cache_tells_what_it_keeps_for_how_long() {
    let traces = capture(|| {
        put("a", b"bytes", Duration::from_millis(1500));
        run(put_later(UserKey(2), "text".into(), Some(60)));
        run(put_later(3, String::new(), None));
        let _ = put_all(&[UserKey(3), UserKey(4)], User, NonZeroU64::MIN);
        set("b".into(), Bytes(vec![0; 3]), &User);
        remove(vec!["c", "d"], "no size");
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    cache.put "a" cache.key=[a] cache.item_size=5 cache.ttl=2
    trace 2
    cache.put "user:2" cache.key=[user:2] cache.item_size=4 cache.ttl=60
    trace 3
    cache.put "3" cache.key=[3] cache.item_size=0
    trace 4
    cache.put "user:3, user:4" cache.key=[user:3, user:4] cache.ttl=1
    trace 5
    cache.set_item "b" cache.key=[b] cache.item_size=3
    trace 6
    cache.remove "c, d" cache.key=[c, d]
    "#);
}
