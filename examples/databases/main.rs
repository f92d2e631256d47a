//! Four ways to ask a database in Rust, and the same attribute on all of them: sqlx, rusqlite, Diesel and SeaORM.
//!
//! `cargo run --example databases` shows what is recorded; nothing is sent. Nothing is wrapped: the functions ask as they
//! would without it.

mod with_diesel;
mod with_rusqlite;
mod with_sea_orm;
mod with_sqlx;

use std::error::Error;

use rina_trace::{Config, traced};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let _guard = Config::from_env().traces_sample_rate(1.0).console(true).try_init()?;
    all().await
}

#[traced(op = "function", name = "databases")]
async fn all() -> Result<(), Box<dyn Error>> {
    with_sqlx::run().await?;
    with_rusqlite::run()?;
    with_diesel::run()?;
    with_sea_orm::run().await
}

#[cfg(test)]
mod tests {
    use rina_trace::SpanStatus;
    use rina_trace::testing::capture_async;

    #[tokio::test]
    async fn each_tells_its_queries_without_their_values() {
        let traces = capture_async(async { super::all().await.unwrap() }).await;
        let spans: Vec<_> = traces.segments()[0].spans().collect();
        let told = |name: &str| {
            let named =
                |status| spans.iter().filter(|span| span.name() == name && span.status() == status).count();
            (named(SpanStatus::Ok), named(SpanStatus::AlreadyExists))
        };
        // sqlx and rusqlite.
        assert_eq!(told("INSERT INTO users (name) VALUES (?)"), (2, 2), "{traces}");
        assert_eq!(told("SELECT id, name FROM users WHERE name = ?"), (2, 0), "{traces}");
        // Diesel.
        assert_eq!(told("INSERT INTO `users` (`name`) VALUES (?)"), (1, 1), "{traces}");
        // SeaORM.
        assert_eq!(told("INSERT INTO \"users\" (\"name\") VALUES (?)"), (1, 1), "{traces}");
        let selects = spans.iter().filter(|span| {
            span.name().starts_with("SELECT")
                && span
                    .attributes()
                    .any(|(key, rows)| key == "db.response.returned_rows" && rows.to_string() == "1")
        });
        assert_eq!(selects.count(), 4, "{traces}");
        assert!(!traces.to_string().contains("Ada"), "{traces}");
    }
}
