//! `async fn`: return types, arguments, what they borrow and whether they can be sent.

use std::cell::Cell;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};

use rina_trace::traced;

use crate::{run, spawned};

#[traced]
async fn empty() {}

#[traced(op = "business.sum", data(left, right))]
async fn sum(left: u64, right: u64) -> u64 {
    tokio::task::yield_now().await;
    left + right
}

#[traced]
async fn never(fails: bool) -> ! {
    assert!(!fails, "on purpose");
    std::future::pending::<()>().await;
    unreachable!()
}

#[traced]
async fn never_by_loop() -> ! {
    loop {
        tokio::task::yield_now().await;
    }
}

#[traced]
#[allow(unsafe_code)]
async unsafe fn dangerous(pointer: &'static AtomicU8) -> u8 {
    unsafe { *pointer.as_ptr() }
}

#[traced]
async fn shown(value: impl Debug + Send) -> String {
    format!("{value:?}")
}

#[traced]
async fn opaque() -> impl Iterator<Item = u8> {
    0..3
}

#[traced]
async fn many() -> Option<Vec<impl Debug>> {
    Some(vec![1u8])
}

#[traced]
async fn future_inside() -> Result<Pin<Box<dyn Future<Output = u8> + Send>>, ()> {
    Ok(Box::pin(async { 1 }))
}

#[traced]
async fn boxed(value: Box<dyn Debug + Send>) -> String {
    tokio::task::yield_now().await;
    format!("{value:?}")
}

#[traced]
async fn borrowed(text: &str) -> &str {
    &text[1..]
}

#[traced]
async fn two_borrows<'a>(left: &'a str, right: &str) -> &'a str {
    tokio::task::yield_now().await;
    if right.is_empty() { left } else { &left[1..] }
}

#[traced]
async fn borrowed_mut(values: &mut Vec<u8>) -> &mut u8 {
    values.push(1);
    values.last_mut().unwrap()
}

/// Given something that lives shorter than the argument.
#[traced]
async fn reassigned(mut text: &str) -> usize {
    let shorter = format!("{text}!");
    text = &shorter;
    text.len()
}

#[traced]
async fn destructured((a, [b, _]): (u8, [u8; 2]), &c: &u8, _: u8, mut d: u8) -> u8 {
    d += 1;
    a + b + c + d
}

#[traced]
async fn mutable(mut number: u8) -> u8 {
    number += 1;
    number
}

#[traced]
async fn cell_across_await(cell: Cell<u8>) -> u8 {
    tokio::task::yield_now().await;
    cell.set(cell.get() + 1);
    cell.get()
}

#[traced(data(?reference))]
async fn not_sync_captured(reference: Cell<u8>) -> u8 {
    tokio::task::yield_now().await;
    reference.get()
}

#[traced]
async fn async_closure(f: impl AsyncFn(u8) -> u8) -> u8 {
    f(1).await
}

#[traced]
async fn higher_ranked(f: impl for<'a> Fn(&'a str) -> &'a str) -> usize {
    f("abc").len()
}

#[traced]
async fn generic<T, const N: usize>(values: [T; N]) -> usize
where
    T: Send,
{
    tokio::task::yield_now().await;
    values.len()
}

#[traced]
async fn early(number: u8) -> Vec<u8> {
    if number == 0 {
        return Default::default();
    }
    (0..number).map(Into::into).collect()
}

#[traced]
async fn let_else(text: &str) -> Option<u8> {
    let Ok(number) = text.parse() else { return None };
    Some(number)
}

#[traced]
async fn conditional(#[cfg(any())] absent: u8, #[cfg(test)] present: u8) -> u8 {
    present
}

#[traced]
async fn items_first() -> u8 {
    const ONE: u8 = 1;
    fn two() -> u8 {
        2
    }
    ONE + two()
}

#[traced]
extern "C" fn spawns(number: u8) -> u8 {
    spawned(async move { number + 1 })
}

struct Dropped<'a>(&'a AtomicU8);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[traced]
async fn keeps(_: Dropped<'_>, _named: Dropped<'_>, (_left, _): (Dropped<'_>, Dropped<'_>)) {
    tokio::task::yield_now().await;
}

#[test]
fn values() {
    spawned(empty());
    assert_eq!(spawned(sum(1, 2)), 3);
    assert_eq!(spawned(shown(1)), "1");
    assert!(run(opaque()).eq(0..3));
    assert!(run(many()).is_some());
    assert_eq!(run(async { future_inside().await.unwrap().await }), 1);
    assert_eq!(spawned(boxed(Box::new(1))), "1");
    assert_eq!(spawned(generic([1, 2])), 2);
    assert_eq!((run(early(0)), run(early(2))), (vec![], vec![0, 1]));
    assert_eq!((run(let_else("1")), run(let_else("x"))), (Some(1), None));
    assert_eq!((run(conditional(7)), run(items_first()), spawns(1)), (7, 3, 2));
    static NUMBER: AtomicU8 = AtomicU8::new(7);
    #[allow(unsafe_code)]
    let read = run(unsafe { dangerous(&NUMBER) });
    assert_eq!(read, 7);
}

#[test]
fn arguments() {
    assert_eq!(run(borrowed("abc")), "bc");
    assert_eq!(run(two_borrows("abc", "d")), "bc");
    assert_eq!(run(borrowed_mut(&mut vec![])), &mut 1);
    assert_eq!(run(reassigned("abc")), 4);
    assert_eq!(spawned(destructured((1, [2, 0]), &3, 0, 3)), 10);
    assert_eq!(spawned(mutable(1)), 2);
    assert_eq!(spawned(cell_across_await(Cell::new(1))), 2);
    assert_eq!(spawned(not_sync_captured(Cell::new(1))), 1);
    assert_eq!(run(async_closure(async |number| number + 1)), 2);
    assert_eq!(run(higher_ranked(|text| &text[1..])), 2);
}

#[test]
fn futures_that_never_end() {
    let patience = std::time::Duration::from_millis(1);
    assert!(run(async { tokio::time::timeout(patience, never(false)).await }).is_err());
    assert!(run(async { tokio::time::timeout(patience, never_by_loop()).await }).is_err());
}

/// Also those that the body does not use.
#[test]
fn arguments_live_as_long_as_the_future() {
    let drops = AtomicU8::new(0);
    let dropped = || Dropped(&drops);
    run(async {
        let mut future = Box::pin(keeps(dropped(), dropped(), (dropped(), dropped())));
        assert!(futures_util::poll!(&mut future).is_pending());
        assert_eq!(drops.load(Ordering::Relaxed), 0);
        future.await;
        assert_eq!(drops.load(Ordering::Relaxed), 4);
    });
}
