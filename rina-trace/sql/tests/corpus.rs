//! Two hundred texts and more, and what becomes of them: `corpus/*.txt`, written by hand.
//!
//! A case is three lines or more: `@` and the dialects, the text, `=>` and the text without its values, or `=> none`.
//! Behind it may stand `::` and the summary.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use rina_trace_sql::{Dialect, parameterize, summarize};

struct Case {
    place: String,
    dialects: Vec<Dialect>,
    text: String,
    expected: Option<String>,
    summary: Option<String>,
}

fn dialects(line: &str) -> Vec<Dialect> {
    let all = [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite, Dialect::Generic];
    if line == "all" {
        return all.to_vec();
    }
    let of = |name| match name {
        "generic" => Dialect::Generic,
        name => match Dialect::of(name) {
            Dialect::Generic => panic!("no dialect is called {name}"),
            dialect => dialect,
        },
    };
    line.split(' ').map(of).collect()
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let content = fs::read_to_string(&file).unwrap();
        let mut lines = content.lines().enumerate().peekable();
        while let Some((number, line)) = lines.next() {
            let Some(names) = line.strip_prefix("@ ") else {
                assert!(line.is_empty() || line.starts_with("# "), "{name}:{}: {line}", number + 1);
                continue;
            };
            let mut text = Vec::new();
            let expected = loop {
                let (_, line) = lines.next().expect("a text has its `=>`");
                match line.strip_prefix("=>") {
                    Some(expected) => break expected.strip_prefix(' ').unwrap_or(expected),
                    None => text.push(line),
                }
            };
            let summary = lines.next_if(|(_, line)| line.starts_with("::"));
            cases.push(Case {
                place: format!("{name}:{}", number + 1),
                dialects: dialects(names),
                text: text.join("\n"),
                expected: (expected != "none").then(|| expected.to_owned()),
                summary: summary.map(|(_, line)| line[2..].trim().to_owned()),
            });
        }
    }
    cases
}

#[test]
fn there_are_enough_of_them() {
    let cases = cases();
    assert!(cases.len() >= 200, "{} texts", cases.len());
    for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite, Dialect::Generic] {
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
