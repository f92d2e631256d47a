//! What goes out of queries that have values in them, to a server in Sentry's place.

use rina_trace::{traced, traced_db};
use sqlx::PgPool;
use sqlx::postgres::{PgPoolOptions, PgRow};

use super::server::postgres;
use crate::app::App;
use crate::edge::block_on;

/// What must not be seen: a literal, a parameter, and a part of a text that cannot be read.
const VALUES: [&str; 4] = ["literal-17", "parameter-18", "broken-19", "commented-20"];

#[traced_db(system = "postgresql", query = query, parameters(bound))]
async fn ask(pool: &PgPool, query: String, bound: &str) -> sqlx::Result<Vec<PgRow>> {
    sqlx::query(&query).bind(bound).fetch_all(pool).await
}

#[traced_db(system = "postgresql", query = "SELECT count(*) FROM pg_class WHERE relname = $1", rows = |_| 1, parameters(bound))]
async fn ask_known(pool: &PgPool, bound: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT count(*) FROM pg_class WHERE relname = $1").bind(bound).fetch_one(pool).await
}

#[traced_db(system = "mongodb", query = r#"{"find": "users", "filter": {"name": "literal-17"}}"#)]
fn ask_mongo() {}

#[traced(op = "http.server", name = "GET /users")]
async fn request(pool: &PgPool) {
    let [literal, parameter, broken, comment] = VALUES;
    let query = format!("SELECT '{literal}' /* {comment} */ FROM pg_class WHERE relname <> $1 LIMIT 3");
    assert_eq!(ask(pool, query, parameter).await.unwrap().len(), 3);
    assert_eq!(ask_known(pool, parameter).await.unwrap(), 0);
    ask(pool, format!("SELECT '{broken}"), parameter).await.unwrap_err();
    ask_mongo();
}

/// All that was sent, as a text, and the transaction.
fn sent(pii: bool) -> Option<(String, serde_json::Value)> {
    let options = postgres()?;
    let app = App::start(|config| config.send_default_pii(pii));
    block_on(async {
        let pool = PgPoolOptions::new().connect_with(options).await.unwrap();
        request(&pool).await;
        pool.close().await;
    });
    let transactions = app.transactions();
    let bodies = app.server.requests().into_iter().map(|request| request.body);
    let text = String::from_utf8_lossy(&bodies.collect::<Vec<_>>().concat()).into_owned();
    let [transaction] = &*transactions else { panic!("{transactions:#?}") };
    Some((text, transaction.clone()))
}

#[test]
fn no_value_is_sent() {
    let Some((text, transaction)) = sent(false) else { return };
    for value in VALUES {
        assert!(!text.contains(value), "{value}: {text}");
    }
    let spans = transaction["spans"].as_array().unwrap();
    let told: Vec<_> =
        spans.iter().map(|span| (&span["description"], &span["status"], &span["data"])).collect();
    let read = "SELECT ? FROM pg_class WHERE relname <> $1 LIMIT ?";
    assert_eq!((told[0].0, told[0].1), (&read.into(), &"ok".into()));
    assert_eq!(told[0].2["db.query.text"], read);
    assert_eq!(told[0].2["db.system.name"], "postgresql");
    assert_eq!(told[0].2["db.query.summary"], "SELECT pg_class");
    assert_eq!(told[0].2["db.response.returned_rows"], 3);
    assert_eq!(told[0].2["code.function.name"], "wire::db::sent::ask");
    assert_eq!(told[1].0, "SELECT count(*) FROM pg_class WHERE relname = $1");
    assert_eq!((told[2].0, told[2].1), (&"SELECT".into(), &"invalid_argument".into()));
    assert_eq!(told[2].2["db.response.status_code"], "42601");
    assert_eq!(told[3].0, r#"{"find":"users","filter":{"name":"?"}}"#);
    for span in spans {
        assert_eq!((&span["op"], &span["origin"]), (&"db.query".into(), &"auto.db.rina_trace".into()));
    }
}

#[test]
fn parameters_are_sent_where_they_may_be_and_nothing_else() {
    let Some((text, transaction)) = sent(true) else { return };
    let [literal, parameter, broken, comment] = VALUES;
    assert_eq!(transaction["spans"][1]["data"]["db.query.parameter.bound"], parameter);
    for value in [literal, broken, comment] {
        assert!(!text.contains(value), "{value}: {text}");
    }
}
