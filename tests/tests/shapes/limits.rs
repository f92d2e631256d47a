//! How deep traced futures nest before the compiler gives up, and how large they are.

use rina_trace::traced;

use crate::{run, spawned};

macro_rules! chain {
    ($name:ident) => {
        #[traced]
        async fn $name(number: u8) -> Result<u8, String> {
            tokio::task::yield_now().await;
            Ok(number)
        }
    };
    ($name:ident $next:ident $($rest:ident)*) => {
        #[traced]
        async fn $name(number: u8) -> Result<u8, String> {
            Ok($next(number).await? + 1)
        }
        chain!($next $($rest)*);
    };
}

chain!(a b c d e f g h i j k l m n o p q r s t u v w x y z);

/// 26 functions, under the default recursion limit.
#[test]
fn futures_nest_deep() {
    assert_eq!(spawned(a(0)), Ok(25));
}

async fn bare() {
    tokio::task::yield_now().await;
}

#[traced]
async fn traced_one() {
    tokio::task::yield_now().await;
}

async fn bare_large(large: [u8; 1024]) -> u8 {
    tokio::task::yield_now().await;
    large[0]
}

#[traced]
async fn traced_large(large: [u8; 1024]) -> u8 {
    tokio::task::yield_now().await;
    large[0]
}

async fn bare_unused(_large: [u8; 1024]) {
    tokio::task::yield_now().await;
}

#[traced]
async fn traced_unused(_large: [u8; 1024]) {
    tokio::task::yield_now().await;
}

#[test]
fn futures_are_small() {
    let large = [1; 1024];
    let sizes = [
        (size_of_val(&bare()), size_of_val(&traced_one())),
        (size_of_val(&bare_large(large)), size_of_val(&traced_large(large))),
        (size_of_val(&bare_unused(large)), size_of_val(&traced_unused(large))),
    ];
    for (bare, traced) in sizes {
        assert!(traced <= bare + 64, "(bare, traced) in bytes: {sizes:?}");
    }
    assert_eq!(run(traced_large(large)), run(bare_large(large)));
}
