//! What may fail: by `Result`, by an alias of it, by a type that the macro cannot know.

use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::io;
use std::num::ParseIntError;

use rina_trace::traced;

#[traced]
fn concrete(text: &str) -> Result<u8, ParseIntError> {
    let number: u8 = text.parse()?;
    Ok(number)
}

#[traced(err = capture)]
fn alias(text: &str) -> io::Result<u8> {
    text.parse().map_err(io::Error::other)
}

#[traced]
fn any_error(text: &str) -> Result<u8, Box<dyn Error>> {
    Ok(text.parse()?)
}

#[traced]
fn any_sent_error(text: &str) -> Result<u8, Box<dyn Error + Send + Sync>> {
    Ok(text.parse()?)
}

#[traced(err = ignore)]
fn ignored(text: &str) -> Result<u8, ParseIntError> {
    text.parse()
}

#[traced(err = record, ok(length = |r| r.len(), first = |r| r.first().copied(), all = ?|r| r.clone()))]
fn read(text: &str) -> Result<Vec<u8>, ParseIntError> {
    text.split(',').map(str::parse).collect()
}

#[traced(ok(length = Vec::len))]
fn read_by_path(text: &str) -> Result<Vec<u8>, ParseIntError> {
    read(text)
}

#[traced(ok(sum = |f| f(1)))]
fn opaque_with_ok() -> impl Fn(u8) -> u8 {
    |number| number + 1
}

#[traced]
fn one_of(values: &mut Vec<u8>) -> Result<&mut u8, ()> {
    values.first_mut().ok_or(())
}

#[traced]
fn shared_of_mutable(value: &mut u8) -> Result<&u8, ()> {
    *value += 1;
    Ok(value)
}

#[traced]
fn two_borrows<'a>(left: &'a str, right: &str) -> Result<&'a str, String> {
    if right.is_empty() { Err(left.to_owned()) } else { Ok(left) }
}

#[traced]
fn opaque(fails: bool) -> Result<impl Iterator<Item = u8>, String> {
    if fails {
        return Err("failed".into());
    }
    Ok(0..3)
}

#[traced]
fn opaque_closure() -> Result<impl Fn(u8) -> u8, ()> {
    Ok(|number| number + 1)
}

#[traced]
fn opaque_error() -> Result<u8, impl Debug> {
    if false {
        return Ok(1);
    }
    Err("failed")
}

#[traced]
fn generic_error<T, E>(result: Result<T, E>) -> Result<T, E> {
    result
}

/// An error that borrows what it complains of.
#[derive(Debug, PartialEq)]
struct Wrong<'a>(&'a str);

impl Display for Wrong<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Wrong<'_> {}

#[traced]
fn borrowed_error(text: &str) -> Result<(), Wrong<'_>> {
    Err(Wrong(text))
}

#[traced]
fn borrowed_box<'a>(text: &'a str) -> Result<(), Box<dyn Error + 'a>> {
    Err(Box::new(Wrong(text)))
}

#[traced]
fn reference_error<'a>(error: &'a (dyn Error + 'a)) -> Result<(), &'a (dyn Error + 'a)> {
    Err(error)
}

/// As `anyhow::Error` is made: no error itself, but with one in it.
struct Anyhow(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for Anyhow {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl AsRef<dyn Error + Send + Sync> for Anyhow {
    fn as_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl AsRef<dyn Error> for Anyhow {
    fn as_ref(&self) -> &(dyn Error + 'static) {
        &*self.0
    }
}

#[traced]
fn anyhow_like(text: &str) -> Result<u8, Anyhow> {
    Ok(text.parse()?)
}

#[traced]
async fn asynchronous(text: &str) -> Result<u8, Anyhow> {
    let number = text.parse()?;
    Ok(number)
}

#[traced]
async fn asynchronous_mut(value: &mut u8) -> Result<&mut u8, Wrong<'static>> {
    *value += 1;
    Ok(value)
}

#[traced(ok(length = |r| r.len()))]
async fn asynchronous_ok(text: &str) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    Ok(text.split(',').map(str::parse).collect::<Result<_, _>>()?)
}

#[traced]
async fn asynchronous_opaque(fails: bool) -> Result<impl Iterator<Item = u8>, String> {
    if fails {
        return Err("failed".into());
    }
    Ok(0..3)
}

mod own {
    //! A type of the user's that is called `Result`.
    pub(crate) struct Result(pub(crate) u8);

    #[rina_trace::traced]
    pub(crate) fn named_result() -> Result {
        Result(1)
    }
}

#[test]
fn sync_results() {
    assert_eq!(concrete("1"), Ok(1));
    assert!(concrete("x").is_err() && alias("x").is_err() && any_error("x").is_err());
    assert!(any_sent_error("x").is_err() && anyhow_like("x").is_err() && ignored("x").is_err());
    assert_eq!(read("1,2"), Ok(vec![1, 2]));
    assert_eq!(read_by_path("1,2"), Ok(vec![1, 2]));
    assert_eq!((opaque_with_ok()(1), opaque_closure().unwrap()(1)), (2, 2));
    assert!(opaque(false).unwrap().eq(0..3) && opaque(true).is_err());
    assert!(opaque_error().is_err());
    assert_eq!(generic_error::<u8, _>(Err(Vec::<u8>::new())), Err(vec![]));
    assert_eq!(own::named_result().0, 1);
}

#[test]
fn borrowed_results() {
    let mut values = vec![1];
    *one_of(&mut values).unwrap() = 2;
    assert_eq!(values, [2]);
    assert_eq!(shared_of_mutable(&mut 1), Ok(&2));
    assert_eq!(two_borrows("a", "b"), Ok("a"));
    let text = String::from("wrong");
    assert_eq!(borrowed_error(&text), Err(Wrong("wrong")));
    assert!(borrowed_box(&text).is_err() && reference_error(&Wrong(&text)).is_err());
}

#[test]
fn async_results() {
    crate::run(async {
        assert!(asynchronous("x").await.is_err());
        assert_eq!(asynchronous_mut(&mut 1).await, Ok(&mut 2));
        assert_eq!(asynchronous_ok("1,2").await.unwrap(), [1, 2]);
        assert!(asynchronous_opaque(false).await.unwrap().eq(0..3));
        assert!(asynchronous_opaque(true).await.is_err());
    });
}
