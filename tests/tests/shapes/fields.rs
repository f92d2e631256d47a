//! Every way to write an argument of the attributes and of `span!`.

use rina_trace::{span, traced};

use crate::run;

struct User {
    id: u64,
    plan: String,
}

const RATE: f64 = 0.5;

#[traced(
    op = "business.all",
    name = format!("user {}", user.id),
    data(
        items = data.len(),
        user.id = %user.id,
        http.request.type = "literal",
        "any key" = data,
        plan = %user.plan,
        all = ?data,
        number,
        %text,
        ?maybe,
        sum = number + 1,
    ),
    tags(plan = %user.plan, number),
    err = capture,
    sample_rate = RATE,
    root,
    continue_from = [("sentry-trace", text)],
    ok(items = |r| r.len(), first = %|r| r[0], all = ?|r| *r),
    crate = ::rina_trace,
)]
fn all<'a>(
    data: &'a [u8],
    user: &User,
    number: u64,
    text: &str,
    maybe: Option<u8>,
) -> Result<&'a [u8], String> {
    let _ = (user, number, text, maybe);
    Ok(data)
}

const USER: &str = "user";

#[traced(name = USER, data(r#type, number), continue_from = headers, ok(length = String::len))]
async fn asynchronous(
    r#type: String,
    headers: Vec<(&str, &str)>,
    (number, _): (u8, u8),
) -> Result<String, ()> {
    assert_eq!((headers.len(), number), (1, 1));
    Ok(r#type)
}

#[traced(continue_from = headers, data(length = headers.len()), ok(number = |r| *r))]
fn deferred(headers: &[(&str, &str)]) -> impl Future<Output = Result<u8, String>> {
    async move { Ok(1) }
}

#[traced(child_only, sample_rate = 1, data(length = items.iter().map(|item| item.len()).sum::<usize>(), ?items))]
fn child_only(items: Vec<String>) -> usize {
    items.len()
}

fn by_hand(key: &str, mut count: u8) -> u8 {
    span!("cache.lookup", "Check user cache");
    span!("cache.lookup", "Check user cache", cache.key = key, "cache.type" = "redis", printed = %key, debugged = ?key, key);
    span!(
        "cache.lookup",
        format!("Check {key}"),
        count = {
            count += 1;
            count
        },
    );
    span!(crate = ::rina_trace, "cache.lookup", key.to_owned());
    count
}

use std::future::Future;

#[test]
fn every_argument() {
    let user = User { id: 1, plan: "free".into() };
    assert_eq!(all(&[1], &user, 2, "text", None), Ok(&[1][..]));
    assert_eq!(run(asynchronous("a".into(), vec![("a", "b")], (1, 2))), Ok("a".to_owned()));
    assert_eq!(run(deferred(&[])), Ok(1));
    assert_eq!(child_only(vec![String::new()]), 1);
    // What is said about a span is evaluated once, and only if the span is recorded.
    assert_eq!(by_hand("key", 1), 1);
    let mut count = 0;
    rina_trace::testing::capture(|| count = by_hand("key", 1));
    assert_eq!(count, 2);
}
