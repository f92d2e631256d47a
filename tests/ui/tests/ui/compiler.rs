//! Runs rustc or clippy on one file and reads what they find. Known by the tests beside it.
//!
//! No cargo: the library is there already, because this test is linked to it, and a file takes half a second.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// What was found and where: the lint or error and its primary places, as `line:column-line:column`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) line: u64,
    pub(crate) code: String,
    pub(crate) places: Vec<String>,
}

/// With the attributes and without them.
#[derive(Debug)]
pub(crate) struct Both {
    pub(crate) bare: BTreeSet<Finding>,
    pub(crate) traced: BTreeSet<Finding>,
}

/// Compiles a text twice, each time to metadata only. Every attribute has to stand on a line of its own.
pub(crate) fn both(compiler: &str, edition: &str, name: &str, text: &str) -> Both {
    let find = |kind: &str, text: &str| {
        let file =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}_{edition}_{compiler}_{kind}.rs"));
        fs::write(&file, text).unwrap();
        findings(compiler, edition, &file)
    };
    Both { bare: find("bare", &without_attributes(text)), traced: find("traced", text) }
}

fn without_attributes(text: &str) -> String {
    let ours = |line: &str| {
        let line = line.trim_start();
        line.starts_with("use rina_trace::traced") || line.starts_with("#[traced") && line.ends_with(']')
    };
    text.lines().map(|line| if ours(line) { "\n".to_owned() } else { format!("{line}\n") }).collect()
}

fn findings(compiler: &str, edition: &str, file: &Path) -> BTreeSet<Finding> {
    messages(compiler, edition, file).iter().filter_map(finding).collect()
}

/// All that the compiler says of a file, as it writes it for programs.
pub(crate) fn messages(compiler: &str, edition: &str, file: &Path) -> Vec<Value> {
    let (library, beside) = library();
    let output = Command::new(compiler)
        .arg(file)
        .args(["--edition", edition, "--crate-type=lib", "--emit=metadata", "--error-format=json"])
        .arg("-o")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join(file.file_name().unwrap()).with_extension("rmeta"))
        .arg(format!("--extern=rina_trace={}", library.display()))
        .arg(format!("-Ldependency={}", beside.display()))
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    errors.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// The youngest one beside this test: what stands there is newer than its sources, whoever asked for it.
fn library() -> (PathBuf, PathBuf) {
    let beside = env::current_exe().unwrap().parent().unwrap().to_owned();
    let libraries = fs::read_dir(&beside).unwrap().map(|entry| entry.unwrap()).filter(|entry| {
        let name = entry.file_name().into_string().unwrap();
        name.starts_with("librina_trace-") && name.ends_with(".rlib")
    });
    let youngest = libraries.max_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    (youngest.unwrap().path(), beside)
}

fn finding(message: &Value) -> Option<Finding> {
    let spans = message["spans"].as_array()?;
    let mut places: Vec<_> = spans.iter().filter(|span| span["is_primary"] == true).map(place).collect();
    places.sort();
    let line = places.first()?.0;
    let code = message["code"]["code"].as_str().or(message["message"].as_str())?.to_owned();
    Some(Finding { line, code, places: places.into_iter().map(|(_, place)| place).collect() })
}

fn place(span: &Value) -> (u64, String) {
    let number = |key: &str| span[key].as_u64().unwrap();
    let place = format!(
        "{}:{}-{}:{}",
        number("line_start"),
        number("column_start"),
        number("line_end"),
        number("column_end")
    );
    (number("line_start"), place)
}
