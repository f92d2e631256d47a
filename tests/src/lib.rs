//! The tests stand beside this file; as a library it is the README, whose examples are tested.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]
