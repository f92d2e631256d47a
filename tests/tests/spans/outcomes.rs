//! What a returned value tells: a failure marks the span, `ok(..)` reads the value.

use std::error::Error;
use std::fmt::{self, Display};

use rina_trace::testing::{capture, capture_async};
use rina_trace::traced;

#[derive(Debug)]
struct NotFound;

impl Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not found")
    }
}

impl Error for NotFound {}

/// Like `anyhow::Error`: no `Error` itself, but gives one.
#[derive(Debug)]
struct Report(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for Report {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl AsRef<dyn Error + Send + Sync> for Report {
    fn as_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

type Reply<T> = Result<T, NotFound>;

#[traced(name = "concrete")]
fn concrete() -> Result<(), NotFound> {
    Err(NotFound)
}

#[traced(name = "boxed")]
fn boxed() -> Result<(), Box<dyn Error>> {
    Err(NotFound)?;
    Ok(())
}

#[traced(name = "report")]
fn report() -> Result<(), Report> {
    Err(NotFound)?;
    Ok(())
}

#[traced(name = "alias")]
fn alias() -> Reply<u32> {
    concrete()?;
    Ok(1)
}

#[traced(name = "generic")]
fn generic<E>(error: E) -> Result<(), E> {
    Err(error)
}

#[traced(name = "text")]
fn text() -> Result<(), &'static str> {
    Err("no error type")
}

#[traced(name = "late")]
async fn late() -> Reply<()> {
    tokio::task::yield_now().await;
    concrete()
}

#[traced(name = "fine")]
fn fine() -> Reply<u32> {
    Ok(1)
}

#[traced(name = "none")]
fn none() -> Option<u32> {
    None
}

/// `error.type` of all spans, by name.
#[tokio::test]
async fn an_err_marks_the_span_whatever_its_type() {
    let traces = capture_async(async {
        boxed().unwrap_err();
        report().unwrap_err();
        alias().unwrap_err();
        generic(7_u8).unwrap_err();
        text().unwrap_err();
        late().await.unwrap_err();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "boxed" [internal_error] error.type="alloc::boxed::Box<dyn core::error::Error>"
    trace 2
    function "report" [internal_error] error.type="spans::outcomes::Report"
    trace 3
    function "alias" [internal_error] error.type="spans::outcomes::NotFound"
    └─ function "concrete" [internal_error] error.type="spans::outcomes::NotFound"
    trace 4
    function "generic" [internal_error] error.type="u8"
    trace 5
    function "text" [internal_error] error.type="&str"
    trace 6
    function "late" [internal_error] error.type="spans::outcomes::NotFound"
    └─ function "concrete" [internal_error] error.type="spans::outcomes::NotFound"
    "#);
}

#[test]
fn what_is_no_err_marks_nothing() {
    let traces = capture(|| (fine(), none()));
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "fine"
    trace 2
    function "none"
    "#);
}

#[traced(name = "ignored", err = ignore)]
fn ignored() -> Reply<()> {
    concrete()
}

#[traced(name = "ignored", err = ignore)]
async fn ignored_async() -> Reply<()> {
    concrete()
}

#[tokio::test]
async fn an_expected_err_marks_nothing() {
    let traces = capture_async(async {
        ignored().unwrap_err();
        ignored_async().await.unwrap_err();
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "ignored"
    └─ function "concrete" [internal_error] error.type="spans::outcomes::NotFound"
    trace 2
    function "ignored"
    └─ function "concrete" [internal_error] error.type="spans::outcomes::NotFound"
    "#);
}

#[traced(name = "rows", ok(rows = |r| r.len(), first = |r| r.first().copied()))]
fn rows(found: &[u32], fails: bool) -> Reply<Vec<u32>> {
    if fails { Err(NotFound) } else { Ok(found.to_vec()) }
}

#[traced(name = "rows", ok(rows = |r| r.len()))]
async fn rows_async(found: &[u32]) -> Vec<u32> {
    found.to_vec()
}

#[tokio::test]
async fn ok_reads_the_value_and_not_the_error() {
    let traces = capture_async(async {
        rows(&[5, 6], false).unwrap();
        rows(&[], false).unwrap();
        rows(&[5], true).unwrap_err();
        rows_async(&[7]).await;
    })
    .await;
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "rows" rows=2 first=5
    trace 2
    function "rows" rows=0
    trace 3
    function "rows" [internal_error] error.type="spans::outcomes::NotFound"
    trace 4
    function "rows" rows=1
    "#);
}
