//! `#[traced_ai]` on the same shapes; what it records is in `wire`.

use std::future::Future;
use std::pin::Pin;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use rina_trace::ai::Usage;
use rina_trace::traced_ai;

use crate::{run, spawned};

/// An answer of a client that nobody knows.
#[derive(Debug, Clone, PartialEq)]
struct Reply<'a>(&'a str, u64);

#[traced_ai(provider = "openai", model = format!("{base}/{path}"), usage = |reply| Usage::new(1, reply.1))]
fn borrowed<'a>(base: &str, path: &'a str) -> Result<Reply<'a>, String> {
    Ok(Reply(path, base.len() as u64))
}

#[traced_ai(provider = provider, model = model)]
fn generic<T, E>(provider: &str, model: &String, answer: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    answer()
}

#[traced_ai(tool = name, data(name))]
async fn destructured(
    (name, count): (&'static str, u16),
    mut sum: u16,
    [first, ..]: [u16; 2],
) -> Result<u16, ()> {
    sum += count + first;
    std::future::ready(()).await;
    Ok(sum + name.len() as u16)
}

#[traced_ai(provider = "openai", model = "gpt", usage = |reply| Usage::new(1, reply.1))]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<'a>> + 'a>> {
    Box::pin(async move { Reply(text, 200) })
}

#[traced_ai(provider = "openai", model = "gpt", usage = |reply| Usage::new(1, reply.1))]
fn replies(count: u64) -> impl Stream<Item = Reply<'static>> + Send {
    stream::iter((0..count).map(|n| Reply("a", n)))
}

#[traced_ai(provider = "openai", model = "gpt", usage = |reply| Usage::new(1, reply.1))]
async fn later<'a>(
    text: &'a str,
    count: u64,
) -> Result<impl Stream<Item = Result<Reply<'a>, String>> + 'a, String> {
    let count = if count > 9 { Err("too many".to_owned())? } else { count };
    Ok(stream::iter((0..count).map(move |n| Ok(Reply(text, n)))))
}

#[traced_ai(provider = "openai", model = "gpt", usage = |reply| Usage::new(1, reply.1))]
async fn in_a_box(text: &str) -> Result<BoxStream<'_, Reply<'_>>, String> {
    Ok(stream::iter([Reply(text, 1), Reply(text, 2)]).boxed())
}

struct Agent {
    name: String,
    turns: Vec<u64>,
}

impl Agent {
    #[traced_ai(agent = self.name)]
    async fn turn(&mut self, n: u64) -> &u64 {
        std::future::ready(()).await;
        self.turns.push(n);
        &self.turns[self.turns.len() - 1]
    }

    #[traced_ai(agent = self.name)]
    fn into_turns(self) -> Vec<u64> {
        self.turns
    }
}

#[test]
fn what_is_returned_is_what_was() {
    assert_eq!(borrowed("base", "path"), Ok(Reply("path", 4)));
    assert_eq!(generic("openai", &"gpt".to_owned(), || Err::<u8, _>("no")), Err("no"));
    assert_eq!(run(destructured(("ab", 2), 3, [4, 5])), Ok(11));
    assert_eq!(run(boxed("text")), Reply("text", 200));
    assert_eq!(run(replies(2).collect::<Vec<_>>()), [Reply("a", 0), Reply("a", 1)]);
    let text = String::from("text");
    let all = run(async { later(&text, 2).await.map(|stream| stream.collect::<Vec<_>>()).unwrap().await });
    assert_eq!(all, [Ok(Reply("text", 0)), Ok(Reply("text", 1))]);
    assert_eq!(run(later(&text, 10)).map(drop), Err("too many".to_owned()));
    let all = run(async { in_a_box(&text).await.unwrap().collect::<Vec<_>>().await });
    assert_eq!(all, [Reply("text", 1), Reply("text", 2)]);
    let mut agent = Agent { name: "a".to_owned(), turns: Vec::new() };
    assert_eq!(run(agent.turn(7)), &7);
    assert_eq!(agent.into_turns(), [7]);
    let spawned = spawned(async { later("text", 1).await.unwrap().collect::<Vec<_>>().await.len() });
    assert_eq!(spawned, 1);
}
