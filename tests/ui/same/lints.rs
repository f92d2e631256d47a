//! What rustc and clippy find here they find with and without the attributes, at the same places.
//! Each attribute stands alone on its line, so that the lines stay where they are when it is taken away.
#![warn(clippy::pedantic, clippy::nursery, unused, unreachable_pub, missing_docs, let_underscore_drop)]
#![warn(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::dbg_macro)]
#![warn(clippy::missing_docs_in_private_items, clippy::arithmetic_side_effects, clippy::as_conversions)]
#![warn(clippy::semicolon_outside_block, clippy::implicit_return, clippy::question_mark_used)]
#![warn(clippy::min_ident_chars, clippy::pattern_type_mismatch, clippy::single_call_fn, clippy::shadow_reuse)]
#![warn(clippy::shadow_same, clippy::shadow_unrelated, clippy::let_underscore_untyped, clippy::mixed_attributes_style)]
#![warn(clippy::allow_attributes, clippy::allow_attributes_without_reason, clippy::used_underscore_items)]
#![warn(clippy::else_if_without_else, clippy::missing_assert_message, clippy::if_then_some_else_none)]
#![warn(clippy::semicolon_inside_block, clippy::arbitrary_source_item_ordering, clippy::exhaustive_structs)]
#![warn(clippy::default_numeric_fallback, clippy::multiple_unsafe_ops_per_block, clippy::redundant_type_annotations)]
#![warn(clippy::map_err_ignore, clippy::let_underscore_must_use, clippy::single_char_lifetime_names)]
#![warn(clippy::unseparated_literal_suffix, clippy::std_instead_of_core, clippy::absolute_paths, clippy::integer_division)]
#![warn(clippy::ref_patterns, clippy::same_name_method, clippy::unwrap_in_result, clippy::tests_outside_test_module)]
#![warn(rust_2018_idioms, single_use_lifetimes, unused_qualifications, unused_lifetimes, elided_lifetimes_in_paths)]
#![warn(clippy::impl_trait_in_params, clippy::renamed_function_params, clippy::missing_inline_in_public_items)]

use rina_trace::traced;
use rina_trace::traced_ai;
use rina_trace::traced_http;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// An alias, as others have it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// As `sample_rate` takes it.
pub const RATE: f64 = 0.5;

#[deprecated]
fn old() {}

#[must_use]
fn wanted() -> u8 {
    1
}

// Arguments and variables.

#[traced]
fn unused_argument(guard: u8) {}

#[traced]
pub fn unused_argument_of_result(value: u8) -> Result<u8, String> {
    let in_the_body = 1;
    Ok(1)
}

#[traced]
pub async fn unused_argument_of_future(asynchronous: u8, (left, right): (u8, u8)) -> u8 {
    let in_the_body = 1;
    left
}

#[traced]
fn unneeded_mut(mut guard: u8) -> u8 {
    let mut other = guard;
    guard = 2;
    other
}

#[traced]
async fn unneeded_mut_of_future(mut asynchronous: u8) -> Result<u8, String> {
    let mut other = asynchronous;
    Ok(other)
}

#[traced]
fn assigned_in_vain(mut value: u8) -> Result<u8, String> {
    value = 2;
    let other;
    other = 1;
    Ok(other)
}

#[traced]
pub fn by_value(text: String, list: Vec<u8>) -> Result<usize, String> {
    Ok(text.len() + list.len())
}

#[traced]
pub async fn by_value_of_future(text: String) -> Result<usize, String> {
    Ok(text.len())
}

#[traced]
pub fn by_value_of_boxed(text: String) -> BoxFuture<'static, usize> {
    let length = text.len();
    Box::pin(async move { length })
}

#[traced]
pub fn trivial_reference(number: &u8, text: &String, list: &Vec<u8>) -> Result<u8, String> {
    Ok(*number + text.len() as u8 + list[0])
}

#[traced]
pub fn underscore(_value: u8) -> Result<u8, String> {
    Ok(_value)
}

#[traced]
pub async fn underscore_of_future(_value: u8) -> u8 {
    let _kept = _value;
    _value
}

#[traced]
pub async fn impl_argument(value: impl Into<String>) -> String {
    value.into()
}

#[traced]
pub fn flags(a: bool, b: bool, c: bool, d: bool) -> Result<bool, ()> {
    Ok(a && b && c && d)
}

#[traced]
pub async fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> u8 {
    a + b + c + d + e + f + g + h
}

// Control flow.

#[traced]
fn unreachable() -> Result<u8, String> {
    return Ok(1);
    Ok(2)
}

#[traced]
async fn unreachable_of_future() -> u8 {
    return 1;
    2
}

#[traced]
fn returns_in_vain(number: u8) -> Result<u8, String> {
    if number == 0 {
        return Ok(1);
    } else {
        return Ok(2);
    }
}

#[traced]
async fn returns_in_vain_of_future(number: u8) -> u8 {
    return number;
}

#[traced]
fn returns_in_vain_of_guard(number: u8) -> u8 {
    return number;
}

#[traced]
fn returns_in_vain_of_boxed(number: u8) -> BoxFuture<'static, u8> {
    return Box::pin(async move {
        return number;
    });
}

#[traced]
pub fn never_fails(number: u8) -> Result<u8, String> {
    Ok(number)
}

#[traced]
fn wrapped_in_vain(number: u8) -> Option<u8> {
    Some(number)
}

#[traced]
pub fn let_and_return(number: u8) -> Result<u8, String> {
    let result = Ok(number.wrapping_add(1));
    result
}

#[traced]
async fn question_mark(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(text.parse::<u8>()?)
}

#[traced]
fn question_mark_of_value(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(text.parse::<u8>()?)
}

#[traced]
fn unit_value(number: u8) -> Result<(), String> {
    let unit = drop(number);
    Ok(unit)
}

#[traced]
fn redundant_else(number: u8) -> Result<u8, String> {
    if number > 1 {
        return Err(String::new());
    } else {
        old();
    }
    Ok(number)
}

#[traced]
fn loops() -> Result<u8, String> {
    loop {
        return Ok(1);
    }
}

#[traced]
async fn match_as_if(number: Option<u8>) -> Result<u8, String> {
    match number {
        Some(number) => Ok(number),
        None => Err(format!("none")),
    }
}

#[traced]
fn recursion(number: u8, kept: u8) -> Result<u8, String> {
    if number == 0 { Ok(0) } else { recursion(number - 1, kept) }
}

#[traced]
fn without_condition(number: u8) -> u8 {
    without_condition(number)
}

#[traced(data(a))]
fn complex(a: u8) -> u8 {
    let mut n = 0;
    if a > 1 { n += 1; }
    if a > 2 { n += 1; }
    if a > 3 { n += 1; }
    if a > 4 { n += 1; }
    if a > 5 { n += 1; }
    if a > 6 { n += 1; }
    if a > 7 { n += 1; }
    if a > 8 { n += 1; }
    if a > 9 { n += 1; }
    if a > 10 { n += 1; }
    if a > 11 { n += 1; }
    if a > 12 { n += 1; }
    if a > 13 { n += 1; }
    if a > 14 { n += 1; }
    if a > 15 { n += 1; }
    if a > 16 { n += 1; }
    if a > 17 { n += 1; }
    if a > 18 { n += 1; }
    if a > 19 { n += 1; }
    if a > 20 { n += 1; }
    if a > 21 { n += 1; }
    if a > 22 { n += 1; }
    if a > 23 { n += 1; }
    if a > 24 { n += 1; }
    n
}

#[traced]
async fn complex_future(a: u8) -> u8 {
    let mut n = 0;
    if a > 1 { n += 1; }
    if a > 2 { n += 1; }
    if a > 3 { n += 1; }
    if a > 4 { n += 1; }
    if a > 5 { n += 1; }
    if a > 6 { n += 1; }
    if a > 7 { n += 1; }
    if a > 8 { n += 1; }
    if a > 9 { n += 1; }
    if a > 10 { n += 1; }
    if a > 11 { n += 1; }
    if a > 12 { n += 1; }
    if a > 13 { n += 1; }
    if a > 14 { n += 1; }
    if a > 15 { n += 1; }
    if a > 16 { n += 1; }
    if a > 17 { n += 1; }
    if a > 18 { n += 1; }
    if a > 19 { n += 1; }
    if a > 20 { n += 1; }
    if a > 21 { n += 1; }
    if a > 22 { n += 1; }
    if a > 23 { n += 1; }
    if a > 24 { n += 1; }
    if a > 25 { n += 1; }
    n
}

// Calls and values.

#[traced(data(number))]
fn results_dropped(number: u8) -> Result<u8, String> {
    wanted();
    never_fails(number);
    old();
    let _ = String::new();
    Ok(number)
}

#[traced]
async fn results_dropped_of_future(number: u8) -> u8 {
    wanted();
    old();
    unit_future();
    never_fails(number);
    number
}

#[traced]
async fn unit_future() {}

#[traced]
#[must_use]
pub async fn must_use() -> u8 {
    1
}

#[traced]
pub fn must_use_candidate(number: u8) -> u8 {
    number
}

#[traced]
pub fn prints(number: u8) -> Result<u8, String> {
    println!("{}", number);
    dbg!(number);
    Ok(number)
}

#[traced]
pub async fn unwraps(number: Option<u8>, list: &[u8]) -> Result<u8, String> {
    if list.len() == 0 {
        panic!("empty");
    }
    std::future::ready(()).await;
    Ok(number.unwrap() + list[0])
}

#[traced(tags(kind = "a"), data(number))]
fn items_behind_statements(number: u8) -> Result<u8, String> {
    let one = 1;
    const TWO: u8 = 2;
    Ok(number + one + TWO)
}

#[traced(data(number))]
async fn items_first(number: u8) -> Result<u8, String> {
    const TWO: u8 = 2;
    use std::cell::Cell as Unused;
    fn unused() {}
    return Ok(number + TWO);
}

#[traced]
fn items_first_and_nothing_said(number: u8) -> Result<u8, String> {
    //! Documented twice.
    #![allow(clippy::min_ident_chars)]
    const TWO: u8 = 2;
    fn unused() {}
    return Ok(number + TWO);
}

#[traced(data(number), tags(kind = "a"))]
/// Documented on both sides.
#[allow(unused_mut)]
fn attributes_on_both_sides(number: u8) -> Result<u8, String> {
    //! And inside.
    #![allow(unused_variables)]
    let unused = number;
    return Ok(number);
}

#[traced(name = format!("{number} {text}"), data(number, length = text.len(), ?list), tags(kind = %text))]
pub async fn everything_said(number: u8, text: String, list: Vec<u8>) -> Result<u8, String> {
    let one = 1;
    println!("{}{}{:?}", number, text, list);
    Ok(one)
}

#[traced(name = format!("{number} {text}"), data(number, length = text.len(), ?list), tags(kind = %text))]
pub fn everything_said_at_once(number: u8, text: String, list: Vec<u8>) -> Result<u8, String> {
    let one = 1;
    println!("{}{}{:?}", number, text, list);
    Ok(one)
}

#[traced(ok(length = String::len), err = ignore, sample_rate = RATE)]
pub async fn read_at_the_end(text: &str) -> Result<String, String> {
    return Ok(text.to_owned());
}

#[traced(ok(length = String::len), root)]
pub fn read_at_the_end_at_once(text: &str) -> Result<String, String> {
    return Ok(text.to_owned());
}

#[traced_http(method = "GET", url = format!("https://{host}/users/{number}"), status = u16::clone)]
pub async fn asked(host: &str, number: u32) -> Result<u16, String> {
    let one = number as u16;
    println!("{}", host.to_string());
    return Ok(one);
}

#[traced_http(method = "GET", url = format!("https://{host}/users/{number}"), status = u16::clone)]
pub fn asked_at_once(host: String, number: u32) -> Result<u16, String> {
    let one = number as u16;
    println!("{}", host);
    return Ok(one);
}

#[traced_http(method = "POST", url = "https://api.example.com/users", err = ignore)]
fn asked_for_nothing(unused: u8) -> Result<(), String> {
    let text = "a".to_owned();
    text.clone();
    Ok(())
}

#[traced_ai(provider = "openai", model = model, messages = prompt, usage = Option::as_ref)]
pub async fn model_asked(model: &str, prompt: String) -> Result<Option<String>, String> {
    let one = prompt.len() as u16;
    println!("{}", model.to_string());
    return Ok(Some(one.to_string()));
}

#[traced_ai(provider = "openai", model = model, conversation = model, ok(length = String::len))]
pub fn model_asked_at_once(model: String, unused: u32) -> Result<String, String> {
    let text = model.clone();
    text.clone();
    println!("{}", model);
    return Ok(text);
}

#[traced_ai(tool = "search", err = ignore)]
fn tool_used(unused: u8) -> Result<(), String> {
    let text = "a".to_owned();
    text.clone();
    Ok(())
}

#[traced(data(kind = "a"))]
fn empty_behind_what_is_said(_number: u8) {}

#[traced(data(kind = "a"))]
async fn empty_future_behind_what_is_said(_number: u8) {}

#[traced]
fn clones(text: &str) -> Result<String, String> {
    let text = text.to_owned();
    let other = text.clone();
    Ok(other.to_string().into())
}

#[traced]
pub async fn not_send(cell: Rc<Cell<u8>>) -> u8 {
    std::future::ready(()).await;
    cell.get()
}

#[traced]
pub async fn borrow_across_await(cell: &RefCell<u8>) -> u8 {
    let borrowed = cell.borrow_mut();
    std::future::ready(()).await;
    *borrowed
}

#[traced]
fn never_called() {}

#[traced]
async fn never_called_future() -> Result<u8, String> {
    Ok(1)
}

// Signatures.

#[traced]
pub fn manual_async(number: u8) -> impl Future<Output = u8> {
    async move { number }
}

#[traced]
pub fn lifetimes<'a>(text: &'a str) -> Result<&'a str, String> {
    Ok(text)
}

#[traced]
pub async fn lifetimes_of_future<'a>(text: &'a str) -> Result<&'a str, String> {
    Ok(text)
}

#[traced]
pub async fn unused_lifetime<'a, T>(number: u8) -> u8 {
    number
}

#[traced]
pub async fn elided_in_path(cell: std::cell::Ref<'_, u8>) -> std::result::Result<u8, String> {
    Ok(*cell)
}

#[traced]
pub fn large_error() -> Result<u8, [u8; 1024]> {
    Ok(1)
}

#[traced]
pub async fn large_error_of_future() -> Result<(), ()> {
    Err(())
}

#[traced]
pub fn panics(number: u8) -> Result<u8, String> {
    assert!(number > 1);
    Ok(number)
}

#[traced]
pub async fn BadName(BadArgument: u8) -> Result<u8, String> {
    let BadVariable = BadArgument;
    Ok(BadVariable)
}

#[traced]
pub unsafe fn dangerous(pointer: *const u8) -> Result<u8, String> {
    Ok(*pointer)
}

#[traced]
pub async unsafe fn dangerous_future(pointer: *const u8) -> u8 {
    unsafe { *pointer }
}

#[traced]
pub async fn undocumented() {}

#[traced]
#[inline(always)]
pub fn inlined(number: u8) -> Result<u8, String> {
    Ok(number)
}

#[traced]
#[expect(clippy::unused_async, clippy::needless_return)]
pub async fn expected() -> u8 {
    return 1;
}

#[traced]
#[expect(unused_variables, clippy::needless_pass_by_value)]
pub fn expected_in_vain(number: u8) -> Result<u8, String> {
    Ok(number)
}

// Streams, by their name.

/// As in `futures-core`, which need not be there.
pub trait Stream {
    /// Of each value.
    type Item;
}

// Methods.

/// Has methods.
pub struct Counter {
    count: u8,
    text: String,
}

#[traced]
impl Counter {
    pub fn new() -> Self {
        Self { count: 0, text: String::new() }
    }

    pub fn unused_self(&self, number: u8) -> Result<u8, String> {
        Ok(number)
    }

    pub async fn unused_self_of_future(&self, number: u8) -> u8 {
        number
    }

    pub async fn by_value(&self, text: String) -> Result<usize, String> {
        println!("{}", self.count);
        return Ok(text.len());
    }

    pub fn text(self) -> Result<String, String> {
        Ok(self.text.clone())
    }

    pub fn get_count(&mut self) -> u8 {
        self.count
    }

    pub fn builder(mut self, count: u8) -> Self {
        self.count = count;
        self
    }

    pub fn to_other(self) -> Result<u8, String> {
        Ok(self.count)
    }

    fn never_called(&self) {}

    async fn never_called_future(mut self) {}
}

/// Has methods with and without bodies.
pub trait Service {
    fn declared(&self, number: u8) -> Result<u8, String>;

    #[traced]
    fn defaulted(&self, number: u8) -> Result<u8, String> {
        return Ok(1);
    }

    fn later(&self) -> impl Future<Output = u8> + Send;

    fn boxed(&self, number: u8) -> BoxFuture<'_, u8>;
}

impl Service for Counter {
    #[traced]
    fn declared(&self, other: u8) -> Result<u8, String> {
        return Ok(other);
    }

    #[traced]
    async fn later(&self) -> u8 {
        return 1;
    }

    #[traced]
    fn boxed(&self, number: u8) -> BoxFuture<'_, u8> {
        let unused = 1;
        Box::pin(async move { return number; })
    }
}

/// Has methods that wait, with bodies.
pub trait WaitsByDefault {
    #[traced]
    async fn defaulted(&self, number: u8) -> Result<u8, String> {
        return Ok(1);
    }
}

/// Has methods that wait.
pub trait Waits {
    async fn declared(&self) -> u8;

    async fn other(&self) -> u8;
}

#[traced]
impl Waits for Counter {
    async fn declared(&self) -> u8 {
        let unused = 1;
        self.count
    }

    fn other(&self) -> impl Future<Output = u8> + Send {
        async { 1 }
    }
}

fn outer() -> Result<u8, String> {
    #[traced]
    fn nested(number: u8) -> Result<u8, String> {
        let unused = 1;
        return Ok(number);
    }
    #[traced]
    async fn nested_future(number: u8) -> Result<u8, String> {
        return Ok(number);
    }
    let _ = nested_future(1);
    nested(1)
}

fn calls() {
    unused_argument(1);
    let _ = (unneeded_mut(1), wrapped_in_vain(1), outer(), Counter::new());
    let _ = returns_in_vain_of_guard(RATE as u8);
}
