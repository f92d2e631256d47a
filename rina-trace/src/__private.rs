//! The only door for expanded code. Nothing here is public API: it changes with the macros, which are pinned to it.
#![allow(missing_docs, reason = "for expanded code")]

pub use std::boxed::Box;

use std::borrow::Cow;
use std::fmt::Display;
use std::future::Future;

pub use crate::ai::{
    Hand, Live, Tells, ai_embedded, ai_future, ai_future_from, ai_inputs, ai_looks, ai_messages, ai_named,
    ai_open, ai_open_from, ai_outputs, ai_system, ai_tell, ai_tool,
};
pub use crate::cache::{CacheKey, CacheSize, CacheTtl, Lookup};
pub use crate::call::Call;
pub use crate::callsite::{Callsite, ErrPolicy, Rules};
pub use crate::db::{Counted, CountedStream, KnownQuery, QuerySite, QueryWords, Word};
pub use crate::fields::Fields;
pub use crate::future::{TracedFuture, TracedStream};
pub use crate::hash::hash;
pub use crate::http::{Answer, IntoStatusCode};
pub use crate::opened::Opened;
pub use crate::outcome::Failure;
pub use crate::probe::Probe;
pub use crate::remote::{ContinueFrom, RemoteParent};
pub use crate::sensitive::mask;
pub use crate::value::SpanName;
pub use rina_trace_conventions::Op;

use crate::db::{IntoRowCount, PoolState, QueryWord, RowCount};
use crate::span::Span;
use crate::value::{IntoValue, Text, Value};

/// The rules of attributes, which their options change.
pub const FUNCTION: Rules = Rules::FUNCTION;
/// The rules of `#[traced_ai]`.
pub const AI: Rules = Rules::AI;
/// The rules of `#[traced_http]`.
pub const HTTP: Rules = Rules::HTTP;
/// The rules of `#[traced_db]`.
pub const DB: Rules = Rules::DB;
/// The rules of `span!`.
pub const MANUAL: Rules = Rules::MANUAL;

/// The name of a span, made at run time.
pub fn name<T: SpanName>(name: T) -> Cow<'static, str> {
    name.into()
}

#[inline(always)]
pub fn enter(callsite: &'static Callsite) -> Call {
    Call::enter(callsite)
}

#[expect(clippy::needless_pass_by_value, reason = "a temporary of expanded code")]
pub fn enter_from(callsite: &'static Callsite, remote: RemoteParent) -> Call {
    Call::enter_from(callsite, &remote)
}

/// Reads what `continue_from` was given; by value, so that nothing of it stays borrowed.
pub fn remote<C: ContinueFrom + ?Sized>(from: &C) -> RemoteParent {
    from.remote_parent()
}

/// Gives a body a scope of its own for `return` and `?`.
#[inline(always)]
pub fn once<T, F: FnOnce() -> T>(f: F) -> T {
    f()
}

/// Runs the body of a function, and looks at what it returns.
#[inline]
pub fn run<T>(call: Call, body: impl FnOnce() -> T, end: fn(&T, &mut Fields)) -> T {
    run_with(call, body, end)
}

/// The same, where what looks is a closure that captures something.
#[inline]
pub fn run_with<T>(mut call: Call, body: impl FnOnce() -> T, end: impl FnOnce(&T, &mut Fields)) -> T {
    let returned = body();
    if let Some(fields) = call.end() {
        end(&returned, fields);
    }
    returned
}

/// Gives a type to `return` in an `async` block; stands behind `if false`.
#[cold]
pub fn never<T>() -> T {
    loop {
        std::thread::park();
    }
}

#[inline]
pub fn future<F: Future<Output = T>, T>(
    callsite: &'static Callsite,
    future: F,
    end: fn(&T, &mut Fields),
) -> TracedFuture<F> {
    TracedFuture::waiting(callsite, None, future, end)
}

pub fn future_from<F: Future<Output = T>, T>(
    callsite: &'static Callsite,
    remote: RemoteParent,
    future: F,
    end: fn(&T, &mut Fields),
) -> TracedFuture<F> {
    TracedFuture::waiting(callsite, Some(Box::new(remote)), future, end)
}

/// Asks for what is said about the span of an `async fn`, once its arguments are bound.
#[inline]
pub fn start(tell: impl FnOnce(&mut Fields)) {
    if let Some(mut fields) = crate::current::asked() {
        tell(&mut fields);
    }
}

/// For outputs that need no look.
pub fn no_end<T: ?Sized>(_: &T, _: &mut Fields) {}

#[inline]
pub fn open(callsite: &'static Callsite) -> Opened {
    Opened::new(callsite, None)
}

pub fn open_from(callsite: &'static Callsite, remote: RemoteParent) -> Opened {
    Opened::new(callsite, Some(Box::new(remote)))
}

pub fn span(callsite: &'static Callsite, tell: &mut dyn FnMut(&mut Fields)) -> Span {
    Span::start(callsite, tell)
}

/// A part of a request, in whatever type it is there.
pub fn shown<T: Display>(part: &T) -> &dyn Display {
    part
}

/// Says what is known of a request, and `renames` its span by it, unless somebody else has named that.
pub fn http_request(fields: &Fields, method: &dyn Display, url: &dyn Display, renames: bool) {
    let (method, url) = (Text::from_display(method), Text::from_display(url));
    crate::http::record_request(fields, &method, &url, renames);
}

/// Says the code of a response.
pub fn http_status<T: IntoStatusCode>(fields: &mut Fields, code: T) {
    crate::http::record_given(&code, fields);
}

/// A text of the attribute that is no literal.
pub fn word<T: QueryWord + ?Sized>(word: &T) -> Word<'_> {
    Word::Said(word.as_ref())
}

/// A pool of connections, in whatever type it is there.
pub fn pool<P: PoolState>(pool: &P) -> &dyn PoolState {
    pool
}

/// Says what is known of a query.
pub fn db_query(fields: &Fields, site: &'static QuerySite, words: &QueryWords<'_>) {
    crate::db::record_query(fields, site, words);
}

pub fn db_server(fields: &Fields, server: &dyn Display) {
    crate::db::record_server(fields, &Text::from_display(server));
}

pub fn db_pool(fields: &Fields, pool: &dyn PoolState) {
    crate::db::record_pool(fields, pool);
}

/// True if the current span may tell its parameters.
pub fn db_sends_parameters() -> bool {
    crate::db::sends_parameters()
}

/// Says a parameter: a text, whatever it is made of.
pub fn db_parameter<T: IntoValue + ?Sized>(fields: &Fields, key: &'static str, value: &T) {
    let text = value.to_value().map(|value| match value {
        Value::Text(text) => text,
        other => Text::from_display(&other),
    });
    fields.data(key, text.map(Value::Text));
}

/// Says how many rows there were; a bare number is of those that came back.
pub fn db_rows<T: IntoRowCount>(fields: &mut Fields, count: T) {
    rows(fields, count, RowCount::Returned);
}

/// The same, where a bare number is of those that were changed.
pub fn db_affected<T: IntoRowCount>(fields: &mut Fields, count: T) {
    rows(fields, count, RowCount::Affected);
}

fn rows<T: IntoRowCount>(fields: &Fields, count: T, numbers: fn(u64) -> RowCount) {
    if let Some(count) = count.into_row_count(numbers) {
        crate::db::record_rows(fields, count);
    }
}

/// How many rows an item of a stream is.
pub fn db_rows_in<T: IntoRowCount>(count: T) -> u64 {
    match count.into_row_count(RowCount::Returned) {
        Some(RowCount::Returned(count) | RowCount::Affected(count)) => count,
        None => 0,
    }
}

/// Counts the rows of a stream.
pub fn db_stream<S: futures_core::Stream>(inner: S, rows_in: fn(&S::Item) -> u64) -> CountedStream<S> {
    CountedStream::new(inner, rows_in)
}

/// Asks about an error, with its type known to the closure.
#[inline]
pub fn ask<'a, T: ?Sized>(error: &'a T, is_expected: impl FnOnce(&'a T) -> bool) -> bool {
    is_expected(error)
}

/// Looks at the value of an `Ok`, with its type known to the closure.
#[inline]
pub fn apply<'a, T: ?Sized, R>(value: &'a T, f: impl FnOnce(&'a T) -> R) -> R {
    f(value)
}
