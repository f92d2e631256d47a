//! A program with a mistake of another kind in each function: one build finds each of them, once, at its words.
//!
//! What has to be found stands in the program, behind `//~`: the words shown, and a part of what is said of them. The
//! same program without the mistakes is compiled without a word.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::compiler;

/// What is said at a line: the words shown, and the message.
type Said = BTreeMap<usize, Vec<(String, String)>>;

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("mistakes").join(name)
}

#[test]
fn every_mistake_is_found_once_in_one_build() {
    let file = program("planted.rs");
    let text = fs::read_to_string(&file).unwrap();
    let mut said = said(&file, &text);
    let (mut wrong, mut planted) = (Vec::new(), 0);
    for (index, line) in text.lines().enumerate().filter(|(index, _)| *index > 3) {
        let Some((_, expected)) = line.split_once("//~ ") else { continue };
        planted += 1;
        let (words, part) = expected.split_once(" | ").unwrap();
        match said.remove(&(index + 1)).unwrap_or_default().as_slice() {
            [(shown, message)] if shown == words && message.contains(part) => {}
            found => wrong.push(format!("line {}: {expected}\n    found: {found:#?}", index + 1)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(said.is_empty(), "nothing is wrong with {said:#?}");
    assert!(planted >= 30, "only {planted} mistakes");
}

#[test]
fn without_the_mistakes_nothing_is_said() {
    let (planted, mended) = (program("planted.rs"), program("mended.rs"));
    let functions = |file| fs::read_to_string(file).unwrap().matches("fn ").count();
    assert_eq!(functions(&planted), functions(&mended), "the same program");
    let text = fs::read_to_string(&mended).unwrap();
    assert_eq!(said(&mended, &text), Said::new());
}

fn said(file: &Path, text: &str) -> Said {
    let lines: Vec<&str> = text.lines().collect();
    let mut said = Said::new();
    for message in compiler::messages("rustc", "2024", file) {
        let spans = message["spans"].as_array().unwrap();
        let Some(span) = spans.iter().find(|span| span["is_primary"] == true) else { continue };
        let number = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
        let (line, end) = (number("line_start"), number("line_end"));
        assert_eq!(line, end, "{message}");
        let words: String = lines[line - 1]
            .chars()
            .skip(number("column_start") - 1)
            .take(number("column_end") - number("column_start"))
            .collect();
        said.entry(line).or_default().push((words, message["message"].as_str().unwrap().to_owned()));
    }
    said
}
