//! `#[traced_http]` on the same shapes; what it records is in `wire`.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use rina_trace::http::HttpResponse;
use rina_trace::traced_http;

use crate::{run, spawned};

/// A response of a client that nobody knows.
#[derive(Debug, PartialEq)]
struct Reply<'a>(&'a str, u16);

impl HttpResponse for Reply<'_> {
    fn status_code(&self) -> Option<u16> {
        Some(self.1)
    }
}

#[traced_http(method = "GET", url = format!("{base}/{path}"))]
fn borrowed<'a>(base: &str, path: &'a str) -> Result<Reply<'a>, String> {
    Ok(Reply(path, base.len() as u16))
}

#[traced_http(method = method, url = url)]
fn generic<T: HttpResponse, E>(
    method: impl Display,
    url: &impl Display,
    answer: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    answer()
}

#[traced_http(method = "GET", url = "https://api.example.com/")]
async fn generic_async<T, E: HttpResponse>(answer: Result<T, E>) -> Result<T, E> {
    answer
}

#[traced_http(method = "GET", url = host, data(host))]
fn destructured((host, code): (&'static str, u16), [first, ..]: [u16; 2]) -> Option<u16> {
    code.checked_sub(first)
}

#[traced_http(method = "GET", url = host, data(host))]
async fn destructured_async((host, code): (&str, u16), mut count: u16) -> Result<u16, ()> {
    count += code;
    std::future::ready(()).await;
    Ok(count + host.len() as u16)
}

#[traced_http(method = "GET", url = "https://api.example.com/", status = Reply::code)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<'a>> + 'a>> {
    Box::pin(async move { Reply(text, 200) })
}

#[traced_http(method = "GET", url = "https://api.example.com/", status = |reply| reply.1)]
fn replies(count: u16) -> impl Stream<Item = Reply<'static>> {
    stream::iter((0..count).map(|number| Reply("x", number)))
}

#[traced_http(method = "GET", url = "https://api.example.com/")]
#[track_caller]
fn caller() -> &'static std::panic::Location<'static> {
    std::panic::Location::caller()
}

#[traced_http(method = "GET", url = "https://api.example.com/")]
unsafe extern "C" fn unsafe_one() -> u8 {
    1
}

impl Reply<'_> {
    fn code(&self) -> u16 {
        self.1
    }
}

#[async_trait::async_trait]
trait Client {
    async fn send(&self, path: &str) -> Result<u16, String>;
}

#[async_trait::async_trait]
impl Client for String {
    #[traced_http(method = "PUT", url = format!("{self}{path}"), status = |code| *code)]
    async fn send(&self, path: &str) -> Result<u16, String> {
        Ok((self.len() + path.len()) as u16)
    }
}

macro_rules! requests {
    ($($name:ident $method:literal $url:expr;)*) => { $(
        #[traced_http(method = $method, url = $url)]
        async fn $name(id: u64) -> Result<u64, Box<dyn std::error::Error>> {
            Ok(id)
        }
    )* };
}

requests! {
    literal "GET" "https://api.example.com/users";
    expression "DELETE" format!("https://api.example.com/users/{}", 1);
}

#[test]
fn each_does_what_it_did() {
    assert_eq!(borrowed("a", "b"), Ok(Reply("b", 1)));
    assert_eq!(generic("GET", &1, || Err::<Reply<'_>, _>(2)), Err(2));
    assert_eq!(run(generic_async(Err::<u8, _>(Reply("x", 3)))), Err(Reply("x", 3)));
    assert_eq!((destructured(("a", 3), [1, 2]), run(destructured_async(("a", 3), 1))), (Some(2), Ok(5)));
    assert_eq!(run(boxed("x")), Reply("x", 200));
    assert_eq!(run(replies(2).count()), 2);
    assert_eq!(caller().line(), line!());
    // SAFETY: nothing is asked for.
    #[allow(unsafe_code)]
    let one = unsafe { unsafe_one() };
    assert_eq!(one, 1);
    assert_eq!(spawned(async { "ab".to_owned().send("/c").await }), Ok(4));
    assert_eq!((run(literal(1)).unwrap(), run(expression(2)).unwrap()), (1, 2));
}
