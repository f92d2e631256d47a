//! The functions that are checked: of four kinds, each with three values and a name of its own.

use std::fmt::Write;

use crate::crates::{BARE, FASTRACE, RINA, Shape, TRACING};

/// How many functions a crate has.
pub(crate) const FUNCTIONS: usize = VERBS.len() * NOUNS.len();

const VERBS: [&str; 20] = [
    "load", "store", "find", "list", "count", "merge", "split", "check", "render", "publish", "archive",
    "import", "export", "refresh", "assign", "release", "settle", "review", "rank", "index",
];

const NOUNS: [&str; 20] = [
    "invoice",
    "parcel",
    "customer",
    "shipment",
    "contract",
    "voucher",
    "supplier",
    "warehouse",
    "ticket",
    "refund",
    "catalogue",
    "campaign",
    "booking",
    "vehicle",
    "delivery",
    "article",
    "employee",
    "branch",
    "tariff",
    "survey",
];

/// What all functions use.
const SHARED: &str = r#"//! Written by a benchmark.

#[derive(Debug, Clone, Default)]
pub struct Row {
    pub id: u64,
    pub title: String,
    pub parts: Vec<u64>,
}

#[derive(Debug)]
pub struct Refused(pub &'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}
"#;

/// A step of a function's way, sync and async.
const STEP: &str =
    "pub fn step(rows: &[Row]) -> usize {\n    rows.iter().map(|row| row.parts.len()).sum()\n}\n";
const ASYNC_STEP: &str =
    "pub async fn step(rows: &[Row]) -> usize {\n    rows.iter().map(|row| row.parts.len()).sum()\n}\n";

/// One kind of function: its first operation, the key that conventions know with its value, the arguments and statements.
struct Kind {
    op: &'static str,
    known: &'static str,
    value: &'static str,
    own: &'static str,
    arguments: &'static str,
    body: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        op: "db.query",
        known: "db.query.text",
        value: "sql",
        own: "limit",
        arguments: "sql: &str, limit: usize, rows: &[Row]",
        body: "    let wanted = sql.len().min(limit);\n    let seen = STEP;\n    let ids: Vec<u64> = rows.iter().map(|row| row.id).take(wanted).collect();\n    let found = ids.iter().filter(|id| **id > 7).count() + seen;\n",
    },
    Kind {
        op: "http.client",
        known: "http.response.status_code",
        value: "status",
        own: "attempt",
        arguments: "status: u16, attempt: u32, rows: &[Row]",
        body: "    let mut found = STEP;\n    for row in rows {\n        found += row.parts.iter().filter(|part| **part > u64::from(attempt)).count();\n    }\n    if status >= 500 {\n        found = 0;\n    }\n",
    },
    Kind {
        op: "cache.get",
        known: "cache.hit",
        value: "hit",
        own: "weight",
        arguments: "hit: bool, weight: f64, rows: &[Row]",
        body: "    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();\n    let longest = titles.iter().map(|title| title.len()).max().unwrap_or_default();\n    let found = if hit { longest } else { STEP + weight as usize };\n",
    },
    Kind {
        op: "",
        known: "messaging.message.body.size",
        value: "size",
        own: "region",
        arguments: "size: u64, region: &str, rows: &[Row]",
        body: "    let mut kept = rows.to_vec();\n    kept.retain(|row| row.title.starts_with(region) && row.id < size);\n    kept.sort_by_key(|row| row.id);\n    let found = kept.len() + STEP;\n",
    },
];

/// All functions with the attribute of `name`, or bare, where the library is only there. Without one for any other.
pub(crate) fn library(name: &str, is_bare: bool, shape: Shape) -> String {
    let mut text = SHARED.to_owned();
    let attributes = if is_bare { BARE } else { name };
    if is_bare && name != BARE {
        writeln!(text, "use {} as _;", name.replace('-', "_")).expect("a text can be written");
    }
    text += match shape {
        Shape::Sync => STEP,
        Shape::Async => ASYNC_STEP,
    };
    let pairs = NOUNS.iter().flat_map(|noun| VERBS.iter().map(move |verb| (*verb, *noun)));
    for (index, (verb, noun)) in pairs.enumerate() {
        let kind = &KINDS[index % KINDS.len()];
        writeln!(text, "\n{}", attribute(attributes, kind, verb, noun)).expect("a text can be written");
        text += &function(shape, kind, verb, noun, (index / KINDS.len()).is_multiple_of(2));
    }
    text
}

fn attribute(name: &str, kind: &Kind, verb: &str, noun: &str) -> String {
    let Kind { known, value, own, .. } = kind;
    let title = if kind.op == "http.client" {
        format!("POST https://api.example.com/{noun}/{verb}")
    } else {
        format!("{verb} {noun}")
    };
    match name {
        RINA => {
            // A quarter of the operations are the program's own.
            let op = if kind.op.is_empty() { format!("business.{verb}_{noun}") } else { kind.op.to_owned() };
            format!(
                "#[rina_trace::traced(op = {op:?}, name = {title:?}, data({known} = {value}, {noun}.{verb}_{own} = {own}, component = {noun:?}))]"
            )
        }
        FASTRACE => format!(
            "#[fastrace::trace(name = {title:?}, properties = {{ {known:?}: \"{{{value}}}\", \"{noun}.{verb}_{own}\": \"{{{own}}}\", \"component\": {noun:?} }})]"
        ),
        TRACING => format!(
            "#[tracing::instrument(name = {title:?}, skip_all, fields({known} = {value}, {noun}.{verb}_{own} = {own}, component = {noun:?}))]"
        ),
        _ => String::new(),
    }
}

fn function(shape: Shape, kind: &Kind, verb: &str, noun: &str, fails: bool) -> String {
    let (word, step) = match shape {
        Shape::Sync => ("fn", "step(rows)"),
        Shape::Async => ("async fn", "step(rows).await"),
    };
    let (returned, end) = if fails {
        (
            "Result<Vec<Row>, Refused>",
            "    if found == 0 {\n        return Err(Refused(\"nothing found\"));\n    }\n    Ok(rows.iter().take(found).cloned().collect())\n",
        )
    } else {
        ("usize", "    found.saturating_add(1)\n")
    };
    let (arguments, body) = (kind.arguments, kind.body.replace("STEP", step));
    format!("pub {word} {verb}_{noun}({arguments}) -> {returned} {{\n{body}{end}}}\n")
}
