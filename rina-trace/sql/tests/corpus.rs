//! Two hundred texts and more, and what becomes of them. How they are written stands in `cases`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that reads its own cases"
)]

mod cases;

use std::borrow::Cow;
use std::path::Path;

use cases::{Case, DIALECTS};
use rina_trace_sql::{parameterize, summarize};

fn cases() -> Vec<Case> {
    cases::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"))
}

#[test]
fn there_are_enough_of_them() {
    let cases = cases();
    assert!(cases.len() >= 200, "{} texts", cases.len());
    for dialect in DIALECTS {
        let own = cases.iter().filter(|case| case.dialects.contains(&dialect)).count();
        assert!(own >= 100, "{own} texts of {dialect:?}");
    }
}

#[test]
fn a_text_without_values_stays_as_it_is() {
    for case in cases() {
        let Some(expected) = &case.expected else { continue };
        for dialect in case.dialects {
            let again = parameterize(expected, dialect);
            assert!(
                matches!(&again, Some(Cow::Borrowed(same)) if same == expected),
                "{} {dialect:?}\n  from {expected}\n  to   {again:?}",
                case.place
            );
        }
    }
}

#[test]
fn every_text_is_as_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        for dialect in &case.dialects {
            let found = parameterize(&case.text, *dialect);
            if found.as_deref() != case.expected.as_deref() {
                wrong.push(format!(
                    "{} {dialect:?}\n  text     {}\n  expected {:?}\n  found    {found:?}",
                    case.place, case.text, case.expected
                ));
            }
            let summary = summarize(&case.text, *dialect).map(|summary| summary.text);
            if case.summary.is_some() && case.summary != summary {
                wrong.push(format!(
                    "{} {dialect:?}\n  text     {}\n  expected {:?}\n  found    {summary:?}",
                    case.place, case.text, case.summary
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
