//! Lints: `same/lints.rs` gives the same findings with the attributes and without them.

use std::collections::BTreeSet;

use crate::compiler::{Both, Finding, both};

const TEXT: &str = include_str!("../../same/lints.rs");

/// Its advice cannot be followed: a `const fn` cannot be traced. What stands in a traced function is spared too.
const SPARED: &str = "clippy::missing_const_for_fn";

/// Returns what is said of the bare functions only.
#[track_caller]
fn compared(Both { bare, traced }: &Both, at_least: usize) -> Vec<&Finding> {
    let codes: BTreeSet<_> = bare.iter().map(|finding| &finding.code).collect();
    assert!(codes.len() >= at_least, "the file has to be full of them: {codes:?}");
    let added: Vec<_> = traced.difference(bare).collect();
    assert!(added.is_empty(), "{added:#?}");
    bare.difference(traced).filter(|finding| finding.code != SPARED).collect()
}

#[test]
fn clippy_finds_the_same() {
    for edition in ["2024", "2021"] {
        let found = both("clippy-driver", edition, "lints", TEXT);
        assert_eq!(compared(&found, 80), Vec::<&Finding>::new());
        let spared = |finding: &&Finding| finding.code == SPARED;
        assert_eq!(found.traced.iter().filter(spared).count(), 2, "of functions without the attribute");
    }
}

#[test]
fn rustc_finds_the_same() {
    for edition in ["2024", "2021"] {
        let found = both("rustc", edition, "lints", TEXT);
        let lost = compared(&found, 18);
        // What is no `async fn` any more cannot be one in a trait. Under clippy it still is.
        let places = |code: &str| lost.iter().filter(|finding| finding.code == code).count();
        assert_eq!((lost.len(), places("async_fn_in_trait")), (1, 1), "{lost:#?}");
    }
}
