//! What a function of a cache takes and gives back tells what it can, and needs no bound for it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rina_trace::traced;

struct Cache<K, V>(Mutex<HashMap<K, V>>);

#[traced(op = "cache.get")]
impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    fn get(&self, key: &K) -> Option<V> {
        self.0.lock().ok()?.get(key).cloned()
    }

    #[traced(op = "cache.put")]
    fn put(&self, key: K, value: V, ttl: Instant) -> Option<V> {
        let _ = ttl;
        self.0.lock().ok()?.insert(key, value)
    }

    #[traced(op = "cache.remove")]
    async fn remove(&self, keys: impl IntoIterator<Item = K> + Send) {
        for key in keys {
            if let Ok(mut all) = self.0.lock() {
                all.remove(&key);
            }
        }
    }
}

#[traced(op = "cache.get")]
fn borrowed<'a>(key: &'a mut String, value: &'a str) -> Result<Option<&'a str>, Box<dyn std::error::Error + 'a>> {
    key.push('!');
    Ok((key == value).then_some(value))
}

#[traced(op = "cache.get")]
fn by_function(key: fn(u8) -> u8) -> impl Iterator<Item = Option<u8>> {
    std::iter::once(Some(key(1)))
}

#[traced(op = "cache.get")]
fn of_no_argument() -> Option<u8> {
    None
}

#[traced(op = "cache.get")]
#[track_caller]
fn of_its_caller(key: (), ttl: Option<Duration>) -> Option<u32> {
    let ((), Some(_)) = (key, ttl) else { return None };
    Some(std::panic::Location::caller().line())
}

#[traced(op = "cache.put_all")]
unsafe fn consumed(mut key: Box<[u8]>, value: Vec<String>) -> Box<[u8]> {
    key[0] = value.len() as u8;
    key
}

fn main() {
    let cache = Cache(Mutex::new(HashMap::new()));
    cache.put([1], "one", Instant::now());
    assert_eq!(cache.get(&[1]), Some("one"));
    drop(cache.remove([[1]]));
    assert_eq!(borrowed(&mut "a".to_owned(), "a!").unwrap(), Some("a!"));
    assert_eq!(by_function(|n| n).next(), Some(Some(1)));
    assert_eq!((of_no_argument(), of_its_caller((), None)), (None, None));
    assert_eq!(*unsafe { consumed([1].into(), vec![]) }, [0]);
}
