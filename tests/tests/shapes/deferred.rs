//! Functions that return a future or a stream, by whatever expression.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Future, ready};
use std::pin::Pin;

use futures_util::future::{BoxFuture, FutureExt, LocalBoxFuture};
use futures_util::stream::{self, BoxStream, FusedStream, LocalBoxStream, Stream, StreamExt};
use rina_trace::traced;

use crate::{run, spawned};

#[traced]
fn boxed_block(number: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move { number + 1 })
}

#[traced]
fn boxed_by_method(number: u8) -> BoxFuture<'static, u8> {
    async move { number + 1 }.boxed()
}

#[traced]
fn boxed_later<'a>(number: &'a u8) -> BoxFuture<'a, Result<u8, Box<dyn Error + Send + Sync>>> {
    let future = async move { Ok(number + 1) };
    Box::pin(future)
}

#[traced]
fn boxed_local(number: u8) -> LocalBoxFuture<'static, u8> {
    if number == 0 {
        return ready(0).boxed_local();
    }
    async move { number + 1 }.boxed_local()
}

#[traced(data(number))]
fn opaque_block(number: u8) -> impl Future<Output = u8> {
    async move { number + 1 }
}

#[traced]
fn delegated(number: u8) -> impl Future<Output = u8> + Send {
    opaque_send(number)
}

#[traced]
fn opaque_send(number: u8) -> impl Future<Output = u8> + Send + 'static {
    async move { number + 1 }
}

#[traced]
fn combined(number: u8) -> impl Future<Output = u8> {
    opaque_block(number).then(|number| async move { number + 1 })
}

#[traced]
fn opaque_any_error(text: &str) -> impl Future<Output = Result<u8, Box<dyn Error>>> + use<'_> {
    async move {
        let number: u8 = text.parse()?;
        Ok(number)
    }
}

#[traced]
fn opaque_inferred_error() -> impl Future<Output = Result<u8, Infallible>> {
    async { Ok(1) }
}

#[traced(ok(length = |r| r.len()))]
fn opaque_ok(text: &str) -> impl Future<Output = Result<Vec<u8>, Box<dyn Error>>> + use<'_> {
    async move { Ok(text.bytes().collect()) }
}

#[traced]
fn opaque_in_opaque() -> impl Future<Output = impl Iterator<Item = u8>> {
    async { 0..3 }
}

#[traced]
fn unpinned() -> impl Future<Output = u8> + Unpin {
    ready(1)
}

#[traced]
fn fused() -> impl FusedStream + Stream<Item = u8> {
    stream::iter(0..3).fuse()
}

#[traced]
fn streamed(to: u8) -> impl Stream<Item = u8> {
    stream::iter(0..to)
}

#[traced]
fn stream_of_results(to: &[u8]) -> impl Stream<Item = Result<u8, Box<dyn Error>>> + use<'_> {
    stream::iter(to).map(|number| Ok(*number))
}

#[traced]
fn boxed_stream<'a>(to: &'a u8) -> BoxStream<'a, Result<u8, String>> {
    stream::iter(0..*to).map(Ok).boxed()
}

#[traced]
fn boxed_local_stream(to: u8) -> LocalBoxStream<'static, u8> {
    streamed(to).boxed_local()
}

#[traced]
fn pinned_stream(to: u8) -> Pin<Box<dyn Stream<Item = u8> + Send>> {
    Box::pin(stream::iter(0..to))
}

#[traced]
async fn stream_in_async(to: u8) -> impl Stream<Item = u8> {
    stream::iter(0..to)
}

#[traced]
fn spawns(number: u8) -> tokio::task::JoinHandle<u8> {
    tokio::spawn(async move { number + 1 })
}

#[test]
fn futures() {
    let one = 1;
    assert_eq!(spawned(boxed_block(1)), 2);
    assert_eq!(spawned(boxed_by_method(1)), 2);
    assert_eq!(run(boxed_later(&one)).unwrap(), 2);
    assert_eq!((run(boxed_local(0)), run(boxed_local(1))), (0, 2));
    assert_eq!((run(opaque_block(1)), spawned(delegated(1)), run(combined(1))), (2, 2, 3));
    assert!(run(opaque_any_error("x")).is_err() && run(opaque_inferred_error()).is_ok());
    assert_eq!(run(opaque_ok("ab")).unwrap(), b"ab");
    assert!(run(opaque_in_opaque()).eq(0..3));
    assert_eq!(run(async { (&mut unpinned()).await }), 1);
    assert_eq!(run(async { spawns(1).await.unwrap() }), 2);
}

#[test]
fn streams() {
    let collect = |stream: LocalBoxStream<'static, u8>| run(stream.collect::<Vec<_>>());
    assert_eq!(collect(fused().boxed_local()), [0, 1, 2]);
    assert_eq!(collect(streamed(2).boxed_local()), [0, 1]);
    assert_eq!(collect(boxed_local_stream(2)), [0, 1]);
    assert_eq!(collect(pinned_stream(2)), [0, 1]);
    assert_eq!(run(async { stream_in_async(2).await.count().await }), 2);
    assert_eq!(run(stream_of_results(&[1, 2]).count()), 2);
    assert_eq!(run(boxed_stream(&2).collect::<Vec<_>>()), [Ok(0), Ok(1)]);
}
