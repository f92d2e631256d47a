//! `#[traced_db]` on the same shapes; what it records is in `wire`.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use rina_trace::db::{PoolState, RowCount, Rows};
use rina_trace::traced_db;

use crate::{run, spawned};

/// What a driver gives that nobody knows.
#[derive(Debug, PartialEq)]
struct Page<'a>(&'a str, u64);

impl Rows for Page<'_> {
    fn rows(&self) -> RowCount {
        RowCount::Returned(self.1)
    }
}

#[traced_db(system = "postgresql", query = format!("SELECT {column} FROM users"), collection = column)]
fn borrowed<'a>(column: &str, text: &'a str) -> Result<Page<'a>, String> {
    Ok(Page(text, column.len() as u64))
}

#[traced_db(system = system, query = query, namespace = namespace, operation = query)]
fn generic<T: Rows, E>(
    system: impl AsRef<str>,
    query: &impl AsRef<str>,
    namespace: Cow<'_, str>,
    answer: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    answer()
}

#[traced_db(system = "sqlite", query = "SELECT id FROM users WHERE id = ?")]
async fn generic_async<T, E: std::error::Error>(answer: Result<Vec<T>, E>) -> Result<Vec<T>, E> {
    answer
}

#[traced_db(system = "mysql", query = query, server = host, data(host), parameters(first, second = %code))]
fn destructured((host, code, query): (&'static str, u16, &str), first: Option<&str>) -> Option<u16> {
    code.checked_sub(1)
}

#[traced_db(system = "mysql", query = query, server = host, data(host))]
async fn destructured_async((host, code, query): (&str, u16, &str), mut count: u16) -> Result<u16, ()> {
    count += code;
    std::future::ready(()).await;
    Ok(count + host.len() as u16)
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users", rows = Page::count)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Page<'a>> + 'a>> {
    Box::pin(async move { Page(text, 200) })
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users")]
fn rows(count: u64) -> impl Stream<Item = Result<Page<'static>, String>> {
    stream::iter((0..count).map(|number| Ok(Page("x", number))))
}

#[traced_db(system = "sqlite", query = query, rows = |page| page.1)]
fn pages<'a>(query: &str, text: &'a str) -> BoxStream<'a, Page<'a>> {
    stream::iter((0..3).map(move |number| Page(text, number))).boxed()
}

#[traced_db(system = "sqlite", query = "SELECT name FROM users")]
#[track_caller]
fn caller() -> &'static std::panic::Location<'static> {
    std::panic::Location::caller()
}

#[traced_db(system = "redis", operation = "GET")]
unsafe extern "C" fn unsafe_one() -> u8 {
    1
}

impl Page<'_> {
    fn count(&self) -> u64 {
        self.1
    }
}

struct Pool;

impl PoolState for Pool {
    fn connections(&self) -> Option<u64> {
        Some(2)
    }

    fn idle_connections(&self) -> Option<u64> {
        None
    }
}

struct Database<P> {
    pool: P,
    queries: Vec<String>,
}

impl<P: PoolState> Database<P> {
    #[traced_db(system = "postgresql", query = self.queries[0], pool = self.pool, rows = |rows| rows.len())]
    async fn all(&mut self, by: &str) -> Result<&[String], Box<dyn std::error::Error>> {
        self.queries.push(by.to_owned());
        Ok(&self.queries)
    }
}

#[async_trait::async_trait]
trait Users {
    async fn count(&self, table: &str) -> Result<u64, String>;
}

#[async_trait::async_trait]
impl Users for String {
    #[traced_db(system = "sqlite", query = format!("SELECT count(*) FROM {table}"), rows = |count| *count)]
    async fn count(&self, table: &str) -> Result<u64, String> {
        Ok((self.len() + table.len()) as u64)
    }
}

const QUERY: &str = "SELECT 1";

macro_rules! queries {
    ($($name:ident $system:literal $query:expr;)*) => { $(
        #[traced_db(system = $system, query = $query)]
        async fn $name(id: u64) -> Result<u64, Box<dyn std::error::Error>> {
            Ok(id)
        }
    )* };
}

queries! {
    literal "sqlite" "SELECT name FROM users WHERE id = ?";
    constant "sqlite" QUERY;
    expression "mysql" format!("SELECT {}", 1);
}

#[test]
fn each_does_what_it_did() {
    assert_eq!(borrowed("a", "b"), Ok(Page("b", 1)));
    let answer = || Err::<Page<'_>, _>(2);
    assert_eq!(generic("sqlite", &"SELECT 1".to_owned(), "main".into(), answer), Err(2));
    assert_eq!(run(generic_async(Ok::<_, std::fmt::Error>(vec![1]))), Ok(vec![1]));
    assert_eq!(destructured(("a", 3, "SELECT 1"), None), Some(2));
    assert_eq!(run(destructured_async(("a", 3, "SELECT 1"), 1)), Ok(5));
    assert_eq!(run(boxed("x")), Page("x", 200));
    assert_eq!((run(rows(2).count()), run(pages("SELECT 1", "x").count())), (2, 3));
    assert_eq!(caller().line(), line!());
    // SAFETY: nothing is asked for.
    #[allow(unsafe_code)]
    let one = unsafe { unsafe_one() };
    assert_eq!(one, 1);
    let mut database = Database { pool: &Pool, queries: vec!["SELECT 1".to_owned()] };
    assert_eq!(run(database.all("x")).unwrap(), ["SELECT 1", "x"]);
    assert_eq!(spawned(async { "ab".to_owned().count("cd").await }), Ok(4));
    assert_eq!((run(literal(1)).unwrap(), run(constant(2)).unwrap(), run(expression(3)).unwrap()), (1, 2, 3));
}
