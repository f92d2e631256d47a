//! Reads the corpus: `../corpus/*.txt`, written by hand.
//!
//! A case is three lines or more: `@` and the dialects, the text, `=>` and the text without its values, or `=> none`.
//! Behind it may stand `::` and the summary. Known by the tests beside it and by the benchmark.

use std::fs;
use std::path::Path;

use rina_trace_sql::Dialect;

/// A text, and what becomes of it.
pub(crate) struct Case {
    /// File and line.
    pub(crate) place: String,
    pub(crate) dialects: Vec<Dialect>,
    pub(crate) text: String,
    pub(crate) expected: Option<String>,
    pub(crate) summary: Option<String>,
}

pub(crate) const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::BigQuery, Dialect::Sqlite, Dialect::Generic];

fn dialects(line: &str) -> Vec<Dialect> {
    if line == "all" {
        return DIALECTS.to_vec();
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

pub(crate) fn cases(folder: &Path) -> Vec<Case> {
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
