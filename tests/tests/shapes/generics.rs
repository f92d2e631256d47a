//! Type, lifetime and constant parameters.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::hash::Hash;

use rina_trace::traced;

use crate::run;

#[traced]
fn bounded<T>(values: &[T]) -> Option<&T>
where
    T: Ord,
{
    values.iter().max()
}

#[traced]
fn array<T: Default + Copy, const N: usize>() -> [T; N] {
    [T::default(); N]
}

#[traced]
fn array_result<const N: usize>(number: u8) -> Result<[u8; N], [u8; 1 + 1]> {
    if number > 0 { Ok([number; N]) } else { Err([0; 2]) }
}

#[traced(data(%key))]
fn lookup<'map, K: Hash + Eq + Display, V>(map: &'map HashMap<K, V>, key: &K) -> Result<&'map V, String> {
    map.get(key).ok_or_else(|| key.to_string())
}

#[traced]
fn returned<T>(value: T) -> T {
    value
}

#[traced]
async fn returned_async<T>(value: T) -> T {
    value
}

#[traced(data(%text))]
async fn lifetimes<'a, 'b: 'a, T: Debug + 'a>(text: &'a str, other: &'b str, value: T) -> (&'a str, T) {
    (if text.is_empty() { other } else { text }, value)
}

#[traced]
fn capturing<'a>(text: &'a str) -> impl Future<Output = usize> + use<'a> {
    async move { text.len() }
}

#[traced]
fn hidden<'a, T: Display>(text: &'a str, value: &'a T) -> Result<impl Display + use<'a, T>, ()> {
    Ok(format!("{text}{value}"))
}

#[traced]
fn function_pointer(f: fn(&str) -> &str) -> fn(&str) -> &str {
    f
}

#[traced]
fn dynamic<'a>(value: &'a dyn Display) -> Result<Box<dyn Display + 'a>, ()> {
    Ok(Box::new(value))
}

#[test]
fn parameters() {
    assert_eq!(bounded(&[1, 3, 2]), Some(&3));
    assert_eq!(array::<u8, 2>(), [0, 0]);
    assert_eq!((array_result(1), array_result::<0>(0)), (Ok([1, 1, 1]), Err([0, 0])));
    let map = HashMap::from([(1, 2)]);
    assert_eq!((lookup(&map, &1), lookup(&map, &2)), (Ok(&2), Err("2".to_owned())));
    assert_eq!((returned(1), run(returned_async(2))), (1, 2));
    assert_eq!(run(lifetimes("", "b", 1)), ("b", 1));
    assert_eq!(run(capturing("abc")), 3);
    assert_eq!(hidden("a", &1).unwrap().to_string(), "a1");
    assert_eq!(function_pointer(str::trim)(" a "), "a");
    assert_eq!(dynamic(&1).unwrap().to_string(), "1");
}
