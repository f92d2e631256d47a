//! `impl` and `trait` blocks, and methods in traits.

use std::fmt::Debug;
use std::future::Future;

use rina_trace::traced;

use crate::{run, spawned};

struct Service {
    count: u8,
}

#[traced(op = "business.service", tags(service = "a"), err = ignore, sample_rate = 1)]
impl Service {
    #![allow(clippy::new_without_default)]
    const LIMIT: u8 = { 1 + 1 };

    const fn new() -> Self {
        Self { count: 0 }
    }

    /// Kept out.
    #[traced(skip)]
    fn left_out(&self) -> u8 {
        self.count
    }

    #[traced(name = "own", data(add))]
    fn own(&mut self, add: u8) -> Result<u8, ()> {
        self.count += add;
        Ok(self.count)
    }

    pub(crate) async fn asynchronous<T: Debug>(&mut self, _value: T) -> Result<&mut u8, ()>
    where
        T: Send,
    {
        Ok(&mut self.count)
    }

    fn associated((left, right): (u8, u8)) -> u8 {
        left + right + Self::LIMIT
    }
}

struct Generic<T>(T);

#[traced]
impl<T> Generic<T>
where
    T: Clone,
{
    fn cloned(&self) -> T {
        self.0.clone()
    }
}

#[traced]
impl<'a> From<&'a Service> for Generic<u8> {
    fn from(service: &'a Service) -> Self {
        Self(service.count)
    }
}

#[traced]
trait Defaults {
    type Output: Default;
    const ONE: u8 = 1;

    fn required(&self) -> u8;

    async fn required_async(&self) -> u8;

    fn provided(&self) -> Result<Self::Output, ()> {
        Ok(Self::Output::default())
    }

    async fn provided_async(&self) -> u8 {
        self.required() + self.required_async().await + Self::ONE
    }

    fn opaque(&self) -> impl Future<Output = u8> + Send {
        async { 1 }
    }
}

#[traced]
impl Defaults for Service {
    type Output = u8;

    fn required(&self) -> u8 {
        self.count
    }

    async fn required_async(&self) -> u8 {
        self.count
    }

    async fn opaque(&self) -> u8 {
        2
    }
}

trait Methods {
    #[traced]
    fn provided(&self) -> u8 {
        1
    }

    #[traced]
    async fn provided_async(&self) -> u8 {
        1
    }
}

impl Methods for Generic<u8> {
    #[traced]
    async fn provided_async(&self) -> u8 {
        self.0
    }
}

#[traced]
#[async_trait::async_trait]
trait Boxed: Sync {
    async fn required(&self, text: &str) -> Result<usize, ()>;

    async fn provided(&self) -> Result<usize, ()> {
        self.required("abc").await
    }
}

#[traced]
#[async_trait::async_trait]
impl Boxed for Service {
    async fn required(&self, text: &str) -> Result<usize, ()> {
        tokio::task::yield_now().await;
        Ok(text.len() + usize::from(self.count))
    }
}

#[async_trait::async_trait]
#[traced]
impl Boxed for Generic<u8> {
    async fn required(&self, mut text: &str) -> Result<usize, ()> {
        text = &text[1..];
        Ok(text.len() + usize::from(self.0))
    }
}

#[async_trait::async_trait]
impl Boxed for () {
    #[traced(data(text), ok(length = |r| *r))]
    async fn required(&self, text: &str) -> Result<usize, ()> {
        tokio::task::yield_now().await;
        Ok(text.len())
    }

    #[traced]
    async fn provided(&self) -> Result<usize, ()> {
        Self::none().await
    }
}

#[async_trait::async_trait]
trait NoSelf {
    #[traced]
    async fn none() -> Result<usize, ()> {
        Ok(1)
    }

    #[traced]
    async fn unique(&mut self, by_value: String, _: u8) -> usize {
        by_value.len()
    }
}

impl NoSelf for () {}

#[test]
fn inherent_blocks() {
    let mut service = Service::new();
    assert_eq!((service.own(1), service.left_out()), (Ok(1), 1));
    assert_eq!(run(service.asynchronous("a")), Ok(&mut 1));
    assert_eq!((Service::associated((1, 2)), Generic(1).cloned()), (5, 1));
}

#[test]
fn traits() {
    let service = Service { count: 3 };
    assert_eq!(Generic::from(&service).0, 3);
    assert_eq!((Defaults::provided(&service), run(service.provided_async())), (Ok(0), 7));
    assert_eq!(run(Defaults::opaque(&service)), 2);
    assert_eq!((Methods::provided(&Generic(2)), run(Methods::provided_async(&Generic(2)))), (1, 2));
}

#[test]
fn async_traits() {
    let service: Box<dyn Boxed + Send> = Box::new(Service { count: 3 });
    assert_eq!(spawned(async move { service.provided().await }), Ok(6));
    assert_eq!(run(Boxed::provided(&Generic(1))), Ok(3));
    assert_eq!((run(().required("abc")), run(Boxed::provided(&()))), (Ok(3), Ok(1)));
    assert_eq!(run(().unique("ab".into(), 1)), 2);
}
