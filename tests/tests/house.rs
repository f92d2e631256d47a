//! The house as ARCHITECTURE.md draws it: imports point one way, files stay readable, documents name what is there.
//!
//! Reads the sources as text; knows no more of them than their file names and their `crate::` paths.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// From what knows nothing to what knows everything. A module may name those in the lines above its own.
const FLOORS: &[&[&str]] = &[
    &["id", "status", "value", "callsite", "clock", "name_source", "outcome", "env", "stats", "surroundings"],
    &["explain", "propagation", "sensitive", "hash"],
    &["record", "sampling"],
    &["spare"],
    &["segment"],
    &["scrub"],
    &["sink", "envelope", "console"],
    &["hub", "transport"],
    &["recorder"],
    &["stack"],
    &["errors"],
    &["fields", "remote"],
    &["current", "start", "task"],
    &["call", "seat"],
    &["future", "span"],
    &["opened", "config"],
    &["pipeline"],
    &["init", "testing"],
    &["__private", "lib"],
];

/// Files are read from top to bottom; one that is longer does more than one thing.
const MAX_LINES: usize = 300;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files below a folder, with their texts.
fn sources(folder: &str) -> BTreeMap<PathBuf, String> {
    fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&root().join(folder), &mut found);
    found
}

/// The module at the top level that a file belongs to.
fn module_of(file: &Path) -> String {
    let source = root().join("rina-trace/src");
    let inside = file.strip_prefix(&source).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The text without comments and without what stands in its tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    before_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules that follow `crate::` in a text.
fn named(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, path) in text.match_indices("crate::") {
        // `$crate::` is the same crate; `rina_trace_crate::` would be another.
        if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &text[at + path.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        named.push(rest[..end].to_owned());
    }
    named
}

#[test]
fn imports_point_one_way() {
    let floor = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let mut wrong = Vec::new();
    for (file, text) in sources("rina-trace/src") {
        let module = module_of(&file);
        let Some(own) = floor(&module) else {
            wrong.push(format!("{module} has no floor: {}", file.display()));
            continue;
        };
        for other in named(&code(&text)) {
            // What is public at the root is a type or a function of some floor, and stands in `lib`.
            let is_module = other.starts_with(|first: char| first.is_lowercase() || first == '_');
            match floor(&other) {
                Some(above) if is_module && other != module && above >= own => {
                    wrong.push(format!("{module} names {other}, which is not below it: {}", file.display()));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_macros_name_one_door() {
    for (file, text) in sources("rina-trace-macros/src") {
        for (at, _) in code(&text).match_indices("::rina_trace::") {
            let code = code(&text);
            let rest = &code[at + "::rina_trace::".len()..];
            assert!(rest.starts_with("__private"), "{}: ::rina_trace::{:.20}", file.display(), rest);
        }
    }
}

#[test]
fn files_stay_readable() {
    let folders = ["rina-trace/src", "rina-trace-macros/src", "examples/rinawarp"];
    let long: Vec<String> = (folders.iter().flat_map(|folder| sources(folder)))
        .filter(|(_, text)| text.lines().count() > MAX_LINES)
        .map(|(file, text)| format!("{} has {} lines", file.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_file_says_what_it_does() {
    for folder in ["rina-trace/src", "rina-trace-macros/src", "examples", "tests/tests", "tests/benches"] {
        for (file, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{} opens without a word about itself", file.display());
        }
    }
}

#[test]
fn the_map_names_every_module() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for folder in ["rina-trace/src", "rina-trace-macros/src"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap();
            let is_named = map.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == module);
            assert!(is_named, "ARCHITECTURE.md does not name `{module}` of {folder}");
        }
    }
}
