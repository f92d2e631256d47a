//! What a server receives of functions that use a real cache, a redis: see `redis` for how it is run.
//!
//! What other types tell is in `spans`.

mod redis;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::redis::{Commands, Connection, RedisResult};
use rina_trace::{span, traced};
use serde_json::{Value, json};

use crate::app::App;

/// A cache as a program has it.
struct Cache(Mutex<Connection>);

impl Cache {
    fn at(redis: &redis::Redis) -> Self {
        let client = ::redis::Client::open(redis.url()).unwrap();
        Self(Mutex::new(client.get_connection().unwrap()))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[traced(op = "cache.get")]
    fn get(&self, key: &str) -> RedisResult<Option<String>> {
        self.connection().get(key)
    }

    #[traced(op = "cache.get")]
    async fn picture(&self, key: String) -> RedisResult<Option<Vec<u8>>> {
        self.connection().get(key)
    }

    #[traced(op = "cache.put")]
    fn put(&self, key: &str, value: &[u8], ttl: Duration) -> RedisResult<()> {
        self.connection().set_ex(key, value, ttl.as_secs())
    }

    #[traced(op = "cache.remove")]
    fn remove(&self, keys: &[&str]) -> RedisResult<usize> {
        self.connection().del(keys)
    }

    #[traced(op = "cache.get", data(cache.key = hash(key)))]
    fn by_mail(&self, key: &str) -> RedisResult<Option<String>> {
        self.connection().get(key)
    }
}

/// The spans of one segment that `f` has opened.
fn spans(app: &App, f: impl FnOnce()) -> Vec<Value> {
    span!("http.server", "GET /users/{id}").in_scope(f);
    let last = app.transactions().pop().unwrap();
    last["spans"].as_array().unwrap().clone()
}

fn told(span: &Value) -> (&str, &str, &str, &Value) {
    let text = |key: &str| span[key].as_str().unwrap();
    (text("op"), text("description"), text("status"), &span["data"])
}

#[test]
fn a_cache_that_is_asked_filled_and_emptied() {
    let Some(redis) = redis::start() else { return };
    let cache = Cache::at(&redis);
    let app = App::start(|config| config);
    let mut left = None;
    let spans = spans(&app, || {
        assert_eq!(cache.get("user:7").unwrap(), None);
        cache.put("user:7", "Ädä".as_bytes(), Duration::from_secs(90)).unwrap();
        left = Some(::redis::cmd("TTL").arg("user:7").query::<u64>(&mut cache.connection()).unwrap());
        assert_eq!(cache.get("user:7").unwrap().as_deref(), Some("Ädä"));
        assert_eq!(cache.remove(&["user:7", "user:8"]).unwrap(), 1);
        assert_eq!(cache.get("user:7").unwrap(), None);
    });
    assert!((80..=90).contains(&left.unwrap()), "{left:?}");
    let told: Vec<_> = spans.iter().map(told).collect();
    let (key, both) = (json!(["user:7"]), json!(["user:7", "user:8"]));
    let miss = json!({ "cache.key": key, "cache.hit": false });
    let hit = json!({ "cache.key": key, "cache.hit": true, "cache.item_size": 5 });
    let put = json!({ "cache.key": key, "cache.item_size": 5, "cache.ttl": 90 });
    let removed = json!({ "cache.key": both });
    assert_eq!(
        told,
        [
            ("cache.get", "user:7", "ok", &miss),
            ("cache.put", "user:7", "ok", &put),
            ("cache.get", "user:7", "ok", &hit),
            ("cache.remove", "user:7, user:8", "ok", &removed),
            ("cache.get", "user:7", "ok", &miss),
        ]
    );
}

#[test]
fn bytes_are_counted_and_keys_are_looked_at_for_secrets() {
    let Some(redis) = redis::start() else { return };
    let cache = Cache::at(&redis);
    let app = App::start(|config| config);
    let spans = spans(&app, || {
        cache.put("picture", &[0xff; 3000], Duration::from_secs(90)).unwrap();
        let found = futures_util::future::FutureExt::now_or_never(cache.picture("picture".to_owned()));
        assert_eq!(found.unwrap().unwrap().unwrap().len(), 3000);
        cache.get("page?token=hunter2").unwrap();
        cache.by_mail("ada@example.com").unwrap();
    });
    assert_eq!(spans[0]["data"]["cache.item_size"], 3000);
    assert_eq!(spans[1]["data"]["cache.item_size"], 3000);
    assert_eq!(spans[2]["description"], "page?token=[Filtered]");
    assert_eq!(spans[2]["data"]["cache.key"], json!(["page?token=[Filtered]"]));
    assert_eq!(json!([spans[3]["description"]]), spans[3]["data"]["cache.key"]);
    assert!(spans[3]["description"].as_str().unwrap().starts_with("hash:"), "{}", spans[3]);
    assert!(!spans[3].to_string().contains("ada@"), "{}", spans[3]);
}

#[test]
fn a_cache_that_does_not_answer_has_neither_hit_nor_missed() {
    let Some(redis) = redis::start() else { return };
    let cache = Cache::at(&redis);
    drop(redis);
    let app = App::start(|config| config);
    let spans = spans(&app, || assert!(cache.get("user:7").is_err()));
    let data = json!({ "cache.key": ["user:7"], "error.type": spans[0]["data"]["error.type"] });
    assert_eq!(told(&spans[0]), ("cache.get", "user:7", "internal_error", &data));
}
