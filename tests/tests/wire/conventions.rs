//! What this library says by itself is Sentry's: operations and keys are in its conventions and not deprecated.
//!
//! Looked at twice: as words of the sources, and as what the example really sends.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rina_trace_conventions::{Standing, attribute, is_category, near, op_named};

use crate::relay;

/// Dotted words of the sources that are no operation or key of Sentry's, and why they are there.
const OTHERS: &[(&str, &str)] = &[
    ("auto.function.rina_trace", "an origin: https://develop.sentry.dev/sdk/telemetry/traces/trace-origin/"),
    ("auto.http.actix", "an origin, as above"),
    ("auto.http.tower", "an origin, as above"),
    ("auto.http.reqwest", "an origin, as above"),
    ("auto.http.rina_trace", "an origin, as above"),
    ("auto.ai.rina_trace", "an origin, as above"),
    ("mcp.tool.name", "the old name, by which Sentry's page of tools still looks for them"),
    ("mcp.prompt.name", "the old name, which is read beside the new one"),
    (
        "aws.bedrock",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "azure.ai.inference",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "azure.ai.openai",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "gcp.gemini",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "gcp.gen_ai",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "gcp.vertex_ai",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    (
        "ibm.watsonx.ai",
        "a provider of models: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/",
    ),
    ("response.output_text.delta", "an event of OpenAI's, which is read"),
    ("response.refusal.delta", "an event of OpenAI's, which is read"),
    ("response.output_item.added", "an event of OpenAI's, which is read"),
    ("response.function_call_arguments.delta", "an event of OpenAI's, which is read"),
    ("response.completed", "an event of OpenAI's, which is read"),
    ("response.incomplete", "an event of OpenAI's, which is read"),
    ("response.failed", "an event of OpenAI's, which is read"),
    ("response.cancelled", "an event of OpenAI's, which is read"),
    ("auto.tracing", "an origin, as `sentry-tracing` names its own"),
    ("db.statement", "a field of sqlx's log, which is read"),
    ("db.rows_affected", "how much a statement has changed, for which the conventions have nothing"),
    ("otel.name", "a field of tracing-opentelemetry, which is read"),
    ("sentry.name", "a field of sentry-tracing, which is read"),
    ("sentry.trace", "a field of sentry-tracing, which is read"),
    ("sentry.trace.parent_span_id", "the span of a log: logs of `sentry` 0.49 have no field for it"),
    ("auto.queue.rina_trace", "an origin, as above"),
    ("auto.rpc.tonic", "an origin, as above"),
    ("links.dropped", "how many links were too many, which Sentry has no key for"),
    (
        "db.response.returned_rows",
        "OpenTelemetry's: https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/",
    ),
    ("auto.db.rina_trace", "an origin, as above"),
    ("db.response.affected_rows", "how much a query has changed, for which neither has a key"),
    ("db.query.tables", "how much a query asks for, for which neither has a key"),
    ("db.query.joins", "as above"),
    ("db.query.subqueries", "as above"),
    (
        "db.client.connection.count",
        "OpenTelemetry's metrics of pools: https://opentelemetry.io/docs/specs/semconv/db/database-metrics/",
    ),
    ("db.client.connection.idle", "as above"),
    ("db.client.connection.max", "as above"),
    ("db.client.connection.wait_time", "as above"),
    ("gen_ai.prompt", "deprecated: contents of a model, which are known by their old names too"),
    ("gen_ai.request.messages", "as above"),
    ("gen_ai.system.message", "as above"),
    ("gen_ai.tool.input", "as above"),
    ("gen_ai.tool.message", "as above"),
    ("gen_ai.response.text", "as above"),
    ("gen_ai.response.tool_calls", "as above"),
    ("gen_ai.tool.output", "as above"),
    ("mcp.tool.result.content", "as above"),
];

/// The values of `db.system.name` that are made like a key.
///
/// Source: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/#db-system-name>
const SYSTEMS: &[&str] = &[
    "actian.ingres",
    "aws.dynamodb",
    "aws.redshift",
    "azure.cosmosdb",
    "gcp.spanner",
    "ibm.db2",
    "ibm.informix",
    "ibm.netezza",
    "intersystems.cache",
    "microsoft.sql_server",
    "oracle.db",
    "sap.hana",
    "sap.maxdb",
    "softwareag.adabas",
];

fn is_current_key(key: &str) -> bool {
    attribute(key).is_some_and(|attribute| attribute.deprecation.is_none())
}

fn is_current_op(op: &str) -> bool {
    op_named(op).is_some_and(|op| op.standing == Standing::Current)
}

#[test]
fn the_words_of_the_sources_are_in_the_table() {
    let words = dotted_words();
    let is_accounted_for = |word: &str| {
        let is_known = is_current_key(word) || is_current_op(word);
        is_known != OTHERS.iter().any(|(other, _)| *other == word)
    };
    let wrong: Vec<_> =
        words.iter().filter(|word| !SYSTEMS.contains(&word.as_str()) && !is_accounted_for(word)).collect();
    assert!(wrong.is_empty(), "{wrong:?} are deprecated, unknown, or explained without need");
    assert!(words.len() >= 10, "only {} words were found", words.len());
}

#[test]
fn what_the_example_sends_is_in_the_table_or_its_own() {
    let sources = sources(&root().join("examples/rinawarp"));
    let mut library = BTreeSet::new();
    let (mut spans, mut streamed) = (0, 0);
    for transaction in relay::transactions() {
        let below = transaction["spans"].as_array().unwrap();
        for span in below.iter().chain([&transaction["contexts"]["trace"]]) {
            spans += 1;
            let op = span["op"].as_str().unwrap();
            let is_own = op_named(op).is_none() && is_category(op.split('.').next().unwrap());
            assert!(is_current_op(op) || (is_own && near::op(op).is_none()), "{op}");
            for key in span["data"].as_object().into_iter().flat_map(serde_json::Map::keys) {
                let is_own = attribute(key).is_none() && near::attribute(key).is_none();
                let is_explained = OTHERS.iter().any(|(other, _)| other == key);
                assert!(is_current_key(key) || is_own || is_explained, "{key}");
                if !sources.iter().any(|source| source.contains(key.as_str())) {
                    library.insert(key.clone());
                }
            }
        }
    }
    for item in relay::example().iter().filter_map(|sent| sent.payload("span")) {
        for span in item["items"].as_array().unwrap() {
            streamed += 1;
            let attributes = span["attributes"].as_object().unwrap();
            assert!(is_current_op(attributes["sentry.op"]["value"].as_str().unwrap()), "{span}");
            for key in attributes.keys() {
                assert!(
                    is_current_key(key) || attribute(key).is_none() && near::attribute(key).is_none(),
                    "{key}"
                );
            }
        }
    }
    assert!(spans > 50 && streamed > 3, "only {spans} spans were sent, and {streamed} streamed");
    assert!(library.contains("error.type"), "{library:?}");
    for key in library {
        assert!(is_current_key(&key) || OTHERS.iter().any(|(other, _)| *other == key), "{key}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text of the library and the macros that is made like an operation or a key.
fn dotted_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for folder in ["rina-trace/src", "rina-trace-macros/src"] {
        for source in sources(&root().join(folder)) {
            words.extend(texts(&source).filter(|text| is_dotted(text)).map(str::to_owned));
        }
    }
    words
}

/// The sources of a folder without tests, comments and the words that are looked for to remove them.
fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if ["tests", "samples", "fixture", "scrub"].contains(&name) {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push(lines.collect::<Vec<_>>().join("\n"));
        }
    }
    found
}

/// What stands between quotation marks.
fn texts(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').skip(1).step_by(2)
}

fn is_dotted(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.contains('.') && text.split('.').all(is_word)
}
