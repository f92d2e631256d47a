//! Of what kind a recorded value is, as a type: so that the compiler can hold it against what a key takes.
//!
//! Known by `into`, where each type says its kind, and by users who implement it for theirs.

use std::marker::PhantomData;

/// A text.
#[derive(Debug)]
pub enum Text {}

/// A whole number.
#[derive(Debug)]
pub enum Integer {}

/// A number with a fraction.
#[derive(Debug)]
pub enum Double {}

/// `true` or `false`.
#[derive(Debug)]
pub enum Boolean {}

/// A list of values of one kind.
#[derive(Debug)]
pub struct List<Kind>(PhantomData<Kind>);

/// Known only when the program runs; fits every key.
#[derive(Debug)]
pub enum Any {}
