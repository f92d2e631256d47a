//! Errors: what is wrong in a body is shown at the same place with the attribute and without it.
//!
//! Each wrong body stands in a function of each shape. `DIFFERENT` lists what is shown elsewhere, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::compiler::{Finding, both};

/// A wrong body: its name, the function's arguments, the type of the value, the statements. `[[value]]` is what
/// the function returns: `Ok(value)` where that is a `Result`.
struct Wrong(&'static str, &'static str, &'static str, &'static str);

const WRONG: &[Wrong] = &[
    Wrong("mismatch_in_tail", "", "String", "[[1u8]]"),
    Wrong("mismatch_of_whole_tail", "", "String", "let one = 1u8;\none"),
    Wrong("mismatch_in_return", "n: u8", "String", "if n > 1 { return [[n]]; }\n[[String::new()]]"),
    Wrong("mismatch_of_whole_return", "n: u8", "String", "if n > 1 { return n; }\n[[String::new()]]"),
    Wrong("return_of_nothing", "n: u8", "String", "if n > 1 { return; }\n[[String::new()]]"),
    Wrong("mismatch_in_let", "", "u8", "let one: u8 = \"1\";\n[[one]]"),
    Wrong("question_mark", "t: &str", "u8", "let n: u8 = t.parse::<u8>()?;\n[[n]]"),
    Wrong("question_mark_on_option", "o: Option<u8>", "u8", "let n = o?;\n[[n]]"),
    Wrong("question_mark_of_other_error", "t: &'a str", "u8", "let n = t.parse::<Other>()?;\n[[1]]"),
    Wrong("missing_tail", "", "u8", "let one = 1u8;"),
    Wrong("missing_tail_behind_semicolon", "", "u8", "[[1u8]];"),
    Wrong("empty", "", "u8", ""),
    Wrong("missing_else", "n: u8", "u8", "if n > 1 { [[1u8]] }"),
    Wrong(
        "two_mutable_borrows",
        "mut l: Vec<u8>",
        "u8",
        "let a = &mut l;\nlet b = &mut l;\na.clear();\nb.clear();\n[[1]]",
    ),
    Wrong("shared_and_mutable", "mut l: Vec<u8>", "u8", "let a = &l[0];\nl.clear();\n[[*a]]"),
    Wrong("moved_while_borrowed", "l: Vec<u8>", "u8", "let a = &l[0];\ndrop(l);\n[[*a]]"),
    Wrong("assigned_while_borrowed", "", "u8", "let mut n = 1;\nlet a = &n;\nn = 2;\n[[*a]]"),
    Wrong("moved_argument", "t: String", "String", "drop(t);\n[[t]]"),
    Wrong("moved_local", "", "String", "let t = String::new();\ndrop(t);\n[[t]]"),
    Wrong("moved_in_loop", "t: String", "u8", "for _ in 0..2 { drop(t); }\n[[1]]"),
    Wrong("moved_out_of_reference", "l: &'a Vec<String>", "String", "let t = l[0];\n[[t]]"),
    Wrong("moved_out_of_argument", "l: &'a String", "String", "[[*l]]"),
    Wrong("lives_too_short", "", "u8", "let a;\n{ let n = 1u8; a = &n; }\n[[*a]]"),
    Wrong("temporary", "", "usize", "let t: &str = String::new().as_str();\n[[t.len()]]"),
    Wrong("local_returned", "", "&'static str", "let t = String::new();\n[[&t]]"),
    Wrong("argument_returned", "t: String", "&'static str", "[[t.as_str()]]"),
    Wrong("wrong_lifetime", "l: &'a str, r: &str", "&'a str", "let _ = l;\n[[r]]"),
    Wrong(
        "wrong_lifetime_in_return",
        "l: &'a str, r: &'b str",
        "&'a str",
        "if l.is_empty() { return [[r]]; }\n[[l]]",
    ),
    Wrong("static_wanted", "t: &'a str", "&'static str", "[[t]]"),
    Wrong("stored_too_long", "l: &mut Vec<&'a str>, r: &str", "u8", "l.push(r);\n[[1]]"),
    Wrong("immutable_argument", "t: String", "String", "t.clear();\n[[t]]"),
    Wrong("immutable_reference", "t: &'a String", "u8", "t.clear();\n[[1]]"),
    Wrong("assigned_twice", "", "u8", "let n = 1;\nn = 2;\n[[n]]"),
    Wrong("assigned_argument", "n: u8", "u8", "n = 2;\n[[n]]"),
    Wrong("unassigned", "", "u8", "let n: u8;\n[[n]]"),
    Wrong("missing_await", "", "u8", "let n: u8 = later();\n[[n]]"),
    Wrong("missing_await_in_tail", "", "u8", "[[later()]]"),
    Wrong("await_of_value", "n: u8", "u8", "let m = n.await;\n[[m]]"),
    Wrong("unknown_method", "t: String", "u8", "t.unknown();\n[[1]]"),
    Wrong("unknown_field", "p: Point", "u8", "[[p.z]]"),
    Wrong("unknown_name", "", "u8", "[[unknown]]"),
    Wrong("unknown_function", "", "u8", "let n = unknown(1);\n[[n]]"),
    Wrong("argument_count", "", "u8", "takes(1);\n[[1]]"),
    Wrong("argument_type", "", "u8", "takes(\"1\", 2);\n[[1]]"),
    Wrong("unsatisfied_bound", "p: Point", "String", "[[p.to_string()]]"),
    Wrong("unsatisfied_bound_of_call", "p: Point", "u8", "shows(p);\n[[1]]"),
    Wrong("wrong_pattern", "n: u8", "u8", "match n { Some(n) => [[n]], _ => [[1]] }"),
    Wrong("missing_arm", "n: Option<u8>", "u8", "match n { Some(n) => [[n]] }"),
    Wrong(
        "arms_of_two_types",
        "n: Option<u8>",
        "u8",
        "let n = match n { Some(n) => n, None => \"1\" };\n[[n]]",
    ),
    Wrong("refutable_let", "n: Option<u8>", "u8", "let Some(n) = n;\n[[n]]"),
    Wrong("break_outside_of_loop", "n: u8", "u8", "if n > 1 { break; }\n[[n]]"),
    Wrong("continue_outside_of_loop", "n: u8", "u8", "if n > 1 { continue; }\n[[n]]"),
    Wrong("inference", "", "u8", "let l = Vec::new();\n[[1]]"),
    Wrong("inference_of_collect", "l: Vec<u8>", "u8", "let l = l.into_iter().collect();\n[[1]]"),
    Wrong("unsafe_call", "", "u8", "dangerous();\n[[1]]"),
    Wrong("closure_outlives", "n: u8", "u8", "let f = std::thread::spawn(|| n + 1);\nlet _ = f;\n[[1]]"),
    Wrong("closure_moves_twice", "t: String", "u8", "let f = move || t;\nlet g = t;\nlet _ = (f, g);\n[[1]]"),
    Wrong(
        "not_send",
        "",
        "u8",
        "send(async { let r = std::rc::Rc::new(1); later().await; drop(r); });\n[[1]]",
    ),
    Wrong("recursion", "", "u8", "let _ = NAME().await;\n[[1]]"),
    Wrong("numbers", "n: u8, m: u16", "u8", "[[n + m]]"),
    Wrong("not_callable", "n: u8", "u8", "[[n()]]"),
    Wrong("private_field", "", "u8", "[[inner::Private { one: 1 }.one]]"),
    Wrong("missing_field", "", "u8", "let p = Point { x: 1 };\n[[p.x]]"),
    Wrong("cast", "t: &'a str", "u8", "[[t as u8]]"),
];

const SHAPES: [(&str, &str); 6] = [
    ("plain", "fn NAME<'a, 'b>(ARGUMENTS) -> VALUE {\nBODY\n}"),
    ("result", "fn NAME<'a, 'b>(ARGUMENTS) -> Result<VALUE, String> {\nBODY\n}"),
    ("future", "async fn NAME<'a, 'b>(ARGUMENTS) -> VALUE {\nBODY\n}"),
    ("future_of_result", "async fn NAME<'a, 'b>(ARGUMENTS) -> Result<VALUE, String> {\nBODY\n}"),
    (
        "boxed",
        "fn NAME<'a, 'b>(ARGUMENTS) -> Pin<Box<dyn Future<Output = VALUE> + 'a>> {\nBox::pin(async move {\nBODY\n})\n}",
    ),
    ("opaque", "fn NAME<'a, 'b>(ARGUMENTS) -> impl Future<Output = VALUE> {\nasync move {\nBODY\n}\n}"),
];

/// What is different, and cannot be helped as far as we know.
const DIFFERENT: [&str; 5] = [
    // A body that may return a `Result` stands in a closure, because only a closure stops its `return` and its `?`.
    // At the same place the compiler says "inside of a closure" in place of "outside of a loop".
    "result_break_outside_of_loop",
    "result_continue_outside_of_loop",
    // The second of two errors about one lifetime is not given: the first one is about the closure too.
    "boxed_stored_too_long",
    // A future that contains itself is shown at its block, which is the body, and not at the signature.
    "future_recursion",
    "future_of_result_recursion",
];

const AROUND: &str = r#"
use rina_trace::traced;
use std::{future::Future, pin::Pin};
struct Other;
struct Point { x: u8, y: u8 }
mod inner { pub struct Private { one: u8 } }
async fn later() -> u8 { 1 }
fn takes(_: u8, _: u8) {}
fn shows(_: impl std::fmt::Display) {}
fn send(_: impl Future + Send) {}
unsafe fn dangerous() {}
"#;

fn program() -> (String, BTreeMap<u64, String>) {
    let mut text = AROUND.to_owned();
    let mut starts = BTreeMap::new();
    for (shape, function) in SHAPES {
        for Wrong(name, arguments, value, body) in WRONG {
            let body = match shape.contains("result") {
                true => body.replace("[[", "Ok(").replace("]]", ")"),
                false => body.replace("[[", "").replace("]]", ""),
            };
            let name = format!("{shape}_{name}");
            starts.insert(text.lines().count() as u64 + 1, name.clone());
            let function = function
                .replace("ARGUMENTS", arguments)
                .replace("VALUE", value)
                .replace("BODY", &body)
                .replace("NAME", &name);
            write!(text, "#[traced]\n{function}\n").unwrap();
        }
    }
    (text, starts)
}

/// By function: what is found in it.
fn by_function(
    findings: &BTreeSet<Finding>,
    starts: &BTreeMap<u64, String>,
) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings {
        let Some((_, name)) = starts.range(..=finding.line).next_back() else { continue };
        let said = format!("{} {}", finding.code, finding.places.join(" and "));
        all.entry(name.clone()).or_default().push(said);
    }
    all
}

#[test]
fn errors_stand_where_they_stand_without_the_attribute() {
    let (text, starts) = program();
    let found = both("rustc", "2024", "places", &text);
    let (bare, traced) = (by_function(&found.bare, &starts), by_function(&found.traced, &starts));
    let different: BTreeSet<&str> =
        (starts.values()).filter(|name| bare.get(*name) != traced.get(*name)).map(String::as_str).collect();
    let said =
        |name: &&str| format!("{name}\n  bare   {:?}\n  traced {:?}", bare.get(*name), traced.get(*name));
    let said: Vec<_> = different.iter().map(said).collect();
    assert_eq!(different, DIFFERENT.into(), "{}", said.join("\n"));
    let right: Vec<_> = starts.values().filter(|name| !bare.contains_key(*name)).collect();
    // A future may contain itself in a box.
    assert_eq!(right, ["boxed_recursion"], "every other body has to be wrong");
}
