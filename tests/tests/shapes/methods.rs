//! Every kind of `self`, with an attribute on the method.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use rina_trace::traced;

use crate::{run, spawned};

#[derive(Clone, Default)]
struct Counter {
    count: u8,
    name: String,
}

impl Counter {
    #[traced]
    fn new() -> Self {
        Self::default()
    }

    #[traced(data(count = self.count))]
    fn shared(&self) -> u8 {
        self.count
    }

    #[traced(data(count = self.count, name = %self.name))]
    fn unique(&mut self) -> Result<&mut u8, ()> {
        self.count += 1;
        Ok(&mut self.count)
    }

    #[traced]
    fn by_value(self) -> String {
        self.name
    }

    #[traced]
    fn by_mutable_value(mut self) -> Result<Self, ()> {
        self.count += 1;
        Ok(self)
    }

    #[traced]
    fn by_arc(self: &Arc<Self>) -> Arc<Self> {
        Arc::clone(self)
    }

    #[traced]
    fn by_box(self: Box<Self>) -> Self {
        *self
    }

    #[traced]
    fn by_rc(self: Rc<Self>) -> u8 {
        self.count
    }

    #[traced]
    fn by_pin(self: Pin<&mut Self>) -> u8 {
        self.get_mut().count += 1;
        1
    }

    #[traced(data(count = self.count))]
    async fn shared_async(&self) -> &str {
        tokio::task::yield_now().await;
        &self.name
    }

    #[traced]
    async fn unique_async(&mut self, add: u8) -> Result<&mut u8, ()> {
        self.count += add;
        Ok(&mut self.count)
    }

    #[traced]
    async fn value_async(mut self) -> u8 {
        self.count += 1;
        self.count
    }

    #[traced]
    async fn unused_value_async(self) {}

    #[traced]
    async fn arc_async(self: Arc<Self>) -> u8 {
        self.count
    }

    #[traced]
    async fn pin_async(self: Pin<&mut Self>) -> u8 {
        self.count
    }

    #[traced]
    async fn two_async<'a>(&'a self, other: &'a str) -> (&'a str, &'a str) {
        (&self.name, other)
    }
}

impl Iterator for Counter {
    type Item = u8;

    #[traced]
    fn next(&mut self) -> Option<Self::Item> {
        self.count = self.count.checked_sub(1)?;
        Some(self.count)
    }
}

impl Future for Counter {
    type Output = u8;

    #[traced]
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(self.count)
    }
}

struct Generic<T>(T);

impl<T: Clone + Send + Sync> Generic<T> {
    #[traced]
    fn new(value: T) -> Self {
        Self(value)
    }

    #[traced]
    fn result(&self) -> Result<Self, T> {
        Ok(Self(self.0.clone()))
    }

    #[traced]
    async fn asynchronous(&self) -> Option<Self> {
        Some(Self(self.0.clone()))
    }
}

trait Associated {
    type Output;
}

impl<T> Associated for Generic<T> {
    type Output = Result<u8, T>;
}

impl<T> Generic<T> {
    #[traced]
    fn associated(&self) -> <Self as Associated>::Output {
        Ok(1)
    }

    #[traced]
    async fn associated_async(&self) -> <Self as Associated>::Output {
        Ok(1)
    }
}

#[test]
fn sync_methods() {
    let mut counter = Counter::new();
    *counter.unique().unwrap() += 1;
    assert_eq!(counter.shared(), 2);
    assert_eq!(Pin::new(&mut counter).by_pin(), 1);
    assert_eq!(counter.clone().by_mutable_value().unwrap().count, 4);
    assert_eq!(Arc::new(counter.clone()).by_arc().count, 3);
    assert_eq!(Box::new(counter.clone()).by_box().count, 3);
    assert_eq!(Rc::new(counter.clone()).by_rc(), 3);
    assert_eq!(counter.clone().by_value(), "");
    assert_eq!(counter.next(), Some(2));
    assert_eq!(run(counter), 2);
}

#[test]
fn async_methods() {
    let mut counter = Counter { count: 1, name: "a".into() };
    assert_eq!(run(counter.shared_async()), "a");
    *run(counter.unique_async(1)).unwrap() += 1;
    assert_eq!(spawned(counter.clone().value_async()), 4);
    spawned(counter.clone().unused_value_async());
    assert_eq!(spawned(Arc::new(counter.clone()).arc_async()), 3);
    assert_eq!(run(Pin::new(&mut counter).pin_async()), 3);
    assert_eq!(run(counter.two_async("b")), ("a", "b"));
}

struct Shared(Arc<()>);

impl Shared {
    #[traced]
    async fn unused(self) {
        tokio::task::yield_now().await;
    }
}

/// As a bare `async fn` keeps it, and not only until the call returns.
#[test]
fn an_unused_self_lives_as_long_as_the_future() {
    let shared = Arc::new(());
    let future = Shared(Arc::clone(&shared)).unused();
    assert_eq!(Arc::strong_count(&shared), 2);
    run(future);
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn generic_types() {
    let generic = Generic::new("a");
    assert_eq!(generic.result().unwrap().0, "a");
    assert_eq!(run(generic.asynchronous()).unwrap().0, "a");
    assert_eq!((generic.associated(), run(generic.associated_async())), (Ok(1), Ok(1)));
}
