//! Other attributes on the same function, and functions made by macros.

use rina_trace::traced;

use crate::run;

/// Documented.
#[traced]
#[must_use]
#[inline]
fn decorated() -> u8 {
    //! More of it.
    1
}

#[traced]
fn inner() -> u8 {
    #![allow(unused_variables)]
    let unused = 1;
    2
}

#[traced]
async fn inner_async() -> u8 {
    #![allow(unused_variables, unused_mut)]
    let mut unused = 1;
    2
}

#[traced]
fn inner_after_a_comment() -> u8 {
    // Unused on purpose.
    #![allow(unused_variables)]
    let unused = 1;
    2
}

/// A body that stands nowhere in the source as it is.
macro_rules! inner_of {
    ($lint:ident, $($name:ident)*) => { $(
        #[traced]
        fn $name() -> u8 {
            #![allow($lint)]
            let unused = 1;
            2
        }
    )* };
}

inner_of!(unused_variables, inner_made inner_made_again);

#[traced]
#[inline(always)]
#[cfg(test)]
async fn decorated_async() -> u8 {
    1
}

#[cfg_attr(all(), traced)]
async fn by_cfg_attr() -> u8 {
    1
}

#[tokio::main(flavor = "current_thread")]
#[traced]
async fn main_above() -> Result<u8, std::num::ParseIntError> {
    "1".parse()
}

#[traced]
#[tokio::main(flavor = "current_thread")]
async fn main_below() -> Result<u8, std::num::ParseIntError> {
    "1".parse()
}

#[tokio::test]
#[traced]
async fn test_above() {
    tokio::task::yield_now().await;
}

#[traced]
#[tokio::test]
async fn test_below() {
    let mut text = "abc";
    let shorter = text.to_owned();
    text = &shorter;
    assert_eq!(text.len(), reassigned_below("abc").await);
}

#[traced]
#[tracing::instrument(skip_all)]
async fn instrumented_below(number: u8, (left, _): (u8, u8)) -> Result<u8, ()> {
    Ok(number + left)
}

#[tracing::instrument]
#[traced]
async fn instrumented_above(number: u8, (left, _): (u8, u8)) -> Result<u8, ()> {
    Ok(number + left)
}

#[traced]
#[tracing::instrument]
async fn reassigned_below(mut text: &str) -> usize {
    text = &text[..];
    text.len()
}

#[traced(op = "business.outer", name = "outer")]
#[traced(op = "business.inner", name = "inner")]
async fn twice(number: u8) -> Result<u8, ()> {
    Ok(number)
}

macro_rules! functions {
    ($($name:ident($argument:ident: $type:ty) -> $returned:ty $body:block)*) => { $(
        #[traced(data($argument))]
        fn $name($argument: $type) -> $returned $body
    )* };
}

functions! {
    made(number: u8) -> Result<u8, ()> { Ok(number) }
    made_guard(number: u8) -> u8 { number }
}

macro_rules! asynchronous {
    ($name:ident, $body:expr) => {
        #[traced]
        async fn $name(number: u8) -> Result<impl Iterator<Item = u8>, ()> {
            let from = number;
            Ok(from..$body)
        }
    };
}

asynchronous!(made_async, 3);

/// As a macro that copies an attribute to a trait and its implementation.
macro_rules! extension {
    ($(#[$attr:meta])* impl $type:ident { $($body:tt)* }) => {
        $(#[$attr])*
        impl $type { $($body)* }
    };
}

struct Extended;

extension! {
    #[traced]
    impl Extended {
        async fn one(&self) -> u8 { 1 }
    }
}

#[test]
fn language_attributes() {
    assert_eq!((decorated(), inner(), run(inner_async())), (1, 2, 2));
    assert_eq!((inner_after_a_comment(), inner_made(), inner_made_again()), (2, 2, 2));
    assert_eq!((run(decorated_async()), run(by_cfg_attr())), (1, 1));
}

#[test]
fn attribute_macros() {
    assert_eq!((main_above(), main_below()), (Ok(1), Ok(1)));
    assert_eq!(run(instrumented_below(1, (2, 3))), Ok(3));
    assert_eq!(run(instrumented_above(1, (2, 3))), Ok(3));
    assert_eq!(run(twice(1)), Ok(1));
}

#[test]
fn functions_made_by_macros() {
    assert_eq!((made(1), made_guard(2)), (Ok(1), 2));
    assert!(run(made_async(1)).unwrap().eq(1..3));
    assert_eq!(run(Extended.one()), 1);
}
