//! Functions without `async`: return types, arguments, control flow.

use std::cell::Cell;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::panic::{Location, catch_unwind};

use rina_trace::traced;

#[traced]
fn empty() {}

#[traced(op = "business.sum", name = "sum", data(left, right))]
fn sum(left: u64, right: u64) -> u64 {
    left + right
}

#[traced]
fn never() -> ! {
    panic!("on purpose")
}

#[traced]
fn never_by_loop(mut turns: u8) -> ! {
    loop {
        turns -= 1;
        assert!(turns > 0, "on purpose");
    }
}

#[traced]
unsafe fn dangerous(pointer: *const u8) -> u8 {
    #[allow(unsafe_code)]
    unsafe {
        *pointer
    }
}

#[traced]
#[allow(unsafe_code)]
unsafe fn dangerous_result(pointer: *const u8) -> Result<u8, ()> {
    Ok(unsafe { *pointer })
}

#[traced]
extern "C" fn foreign(number: i32) -> i32 {
    number + 1
}

#[traced]
fn shown(value: impl Debug) -> String {
    format!("{value:?}")
}

#[traced]
fn counted(from: u8) -> impl Iterator<Item = u8> {
    from..from + 3
}

#[traced]
fn adder(add: u8) -> impl Fn(u8) -> u8 {
    move |number| number + add
}

#[traced]
fn boxed(add: Option<u8>) -> Box<dyn Fn(u8) -> u8> {
    match add {
        Some(add) => Box::new(move |number| number + add),
        None => Box::new(|number| number),
    }
}

#[traced]
fn slice() -> &'static [u8] {
    &[1, 2, 3]
}

#[traced]
fn first<'a>(left: &'a str, right: &str) -> &'a str {
    if right.is_empty() { left } else { &left[..1] }
}

#[traced]
fn last(values: &mut Vec<u8>) -> &mut u8 {
    values.last_mut().unwrap()
}

#[traced]
fn destructured((a, [b, _]): (u8, [u8; 2]), &c: &u8, _: u8, Point { x, .. }: Point) -> u8 {
    a + b + c + x
}

struct Point {
    x: u8,
    y: u8,
}

#[traced]
fn mutable(mut number: u8) -> u8 {
    number += 1;
    number
}

#[traced]
fn moved_in_parts(point: (String, String)) -> String {
    let (left, right) = point;
    drop(left);
    right
}

#[traced]
fn higher_ranked(f: impl for<'a> Fn(&'a str) -> &'a str) -> usize {
    f("abc").len()
}

#[traced]
fn let_else(text: &str) -> Option<u8> {
    let Ok(number) = text.parse() else { return None };
    Some(number)
}

#[traced]
fn question_on_option(text: Option<&str>) -> Option<u8> {
    text?.parse().ok()
}

#[traced]
fn question_on_flow(number: u8) -> ControlFlow<u8> {
    if number > 1 {
        ControlFlow::Break(number)?;
    }
    ControlFlow::Continue(())
}

#[traced]
#[track_caller]
fn caller() -> u32 {
    Location::caller().line()
}

#[traced]
#[track_caller]
fn caller_result() -> Result<u32, ()> {
    Ok(Location::caller().line())
}

#[traced]
fn unknown_type() -> Reply {
    Reply { values: (0..3).collect() }
}

struct Reply {
    values: Vec<u8>,
}

#[traced]
fn collected() -> Reply {
    if false {
        return Reply { values: Default::default() };
    }
    let values = [1, 2].iter().map(|value| value + 1).collect();
    Reply { values }
}

#[traced]
fn pair_of_closures(up: bool) -> Steps {
    if up {
        return Steps(Box::new(|number| number + 1));
    }
    Steps(Box::new(|number| number - 1))
}

struct Steps(Box<dyn Fn(u8) -> u8>);

#[traced]
fn coerced(long: bool) -> Slice {
    if long { &[1, 2, 3] } else { &[1] }
}

type Slice = &'static [u8];
type Step = Box<dyn Fn(u8) -> u8>;

#[traced]
fn aliased_closures(up: bool) -> Step {
    if up { Box::new(|number| number + 1) } else { Box::new(|number| number - 1) }
}

#[traced]
fn cell(cell: &Cell<u8>) -> Cell<u8> {
    cell.set(cell.get() + 1);
    cell.clone()
}

#[traced]
fn items_first() -> u8 {
    const ONE: u8 = 1;
    fn two() -> u8 {
        2
    }
    ONE + two()
}

#[traced]
fn recursive(number: u64) -> u64 {
    if number == 0 { 0 } else { 1 + recursive(number - 1) }
}

#[traced]
fn conditional(#[cfg(any())] absent: u8, #[cfg(test)] present: u8) -> u8 {
    present
}

#[traced]
fn unused(_ignored: String, #[allow(unused_variables)] other: u8) {}

#[test]
fn plain_functions() {
    empty();
    unused(String::new(), 1);
    assert_eq!(sum(1, 2), 3);
    assert_eq!(foreign(1), 2);
    assert_eq!(mutable(1), 2);
    assert_eq!(recursive(3), 3);
    assert_eq!(items_first(), 3);
    assert_eq!(conditional(7), 7);
    assert_eq!(destructured((1, [2, 0]), &3, 0, Point { x: 4, y: 0 }), 10);
    #[allow(unsafe_code)]
    let read = unsafe { (dangerous(&7), dangerous_result(&8)) };
    assert_eq!(read, (7, Ok(8)));
}

#[test]
fn functions_that_never_return() {
    assert!(catch_unwind(|| never()).is_err());
    assert!(catch_unwind(|| never_by_loop(2)).is_err());
}

#[test]
fn returned_types() {
    assert_eq!(shown(Some(1)), "Some(1)");
    assert!(counted(1).eq([1, 2, 3]));
    assert_eq!(adder(1)(2), 3);
    assert_eq!((boxed(None)(1), boxed(Some(1))(1)), (1, 2));
    assert_eq!((aliased_closures(true)(1), aliased_closures(false)(1)), (2, 0));
    assert_eq!((pair_of_closures(true).0(1), pair_of_closures(false).0(1)), (2, 0));
    assert_eq!((coerced(true).len(), coerced(false).len(), slice().len()), (3, 1, 3));
    assert_eq!((unknown_type().values.len(), collected().values), (3, vec![2, 3]));
}

#[test]
fn borrows_and_moves() {
    assert_eq!((first("abc", ""), first("abc", "d")), ("abc", "a"));
    let mut values = vec![1, 2];
    *last(&mut values) = 3;
    assert_eq!(values, [1, 3]);
    assert_eq!(moved_in_parts(("a".into(), "b".into())), "b");
    assert_eq!(higher_ranked(|text| &text[1..]), 2);
    assert_eq!(cell(&Cell::new(1)).get(), 2);
}

#[test]
fn control_flow() {
    assert_eq!((let_else("1"), let_else("x")), (Some(1), None));
    assert_eq!((question_on_option(Some("1")), question_on_option(None)), (Some(1), None));
    assert_eq!(question_on_flow(2), ControlFlow::Break(2));
    assert_eq!((caller(), caller_result()), (line!(), Ok(line!())));
}
