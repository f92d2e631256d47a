//! Lints: `ui/same/lints.rs` gives the same findings with the attributes and without them.

use std::collections::BTreeSet;

use crate::compiler::{Both, Finding, both};

const TEXT: &str = include_str!("../../ui/same/lints.rs");

#[track_caller]
fn assert_same(Both { bare, traced }: &Both, at_least: usize) {
    let codes: BTreeSet<_> = bare.iter().map(|finding| &finding.code).collect();
    let lost: Vec<&Finding> = bare.difference(traced).collect();
    let added: Vec<&Finding> = traced.difference(bare).collect();
    assert!(lost.is_empty() && added.is_empty(), "lost: {lost:#?}\nadded: {added:#?}");
    assert!(codes.len() >= at_least, "the file has to be full of them: {codes:?}");
}

#[test]
fn clippy() {
    for edition in ["2024", "2021"] {
        assert_same(&both("clippy-driver", edition, "lints", TEXT), 60);
    }
}

#[test]
fn rustc() {
    for edition in ["2024", "2021"] {
        assert_same(&both("rustc", edition, "lints", TEXT), 20);
    }
}
