//! Reads a text: what it says without its values. Pure. Known by `texts`, which remembers it.

use rina_trace_sql::{Dialect, parameterize, summarize};

use super::mongo;

/// A longer text is not read: that would hold up whoever asks.
const MAX_READ: usize = 256 * 1024;

/// No command has a longer name: what is longer is something else.
const MAX_COMMAND: usize = 24;

/// What may be told of a text that cannot be read, if it is its first word.
const VERBS: [&str; 40] = [
    "ALTER",
    "ANALYZE",
    "ATTACH",
    "BEGIN",
    "CALL",
    "CLOSE",
    "COMMENT",
    "COMMIT",
    "COPY",
    "CREATE",
    "DECLARE",
    "DELETE",
    "DESCRIBE",
    "DETACH",
    "DROP",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "GRANT",
    "INSERT",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MERGE",
    "NOTIFY",
    "OPTIMIZE",
    "PRAGMA",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "REPLACE",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "SET",
    "SHOW",
    "TRUNCATE",
    "UPDATE",
    "WITH",
];

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Language {
    Sql(Dialect),
    /// Commands of MongoDB, and what else is asked in JSON.
    Json,
    /// A command and its arguments.
    Words,
}

impl Language {
    pub(super) fn of(system: &str) -> Self {
        match system {
            "mongodb" | "couchdb" | "elasticsearch" | "opensearch" => Self::Json,
            "redis" | "valkey" | "memcached" => Self::Words,
            system => Self::Sql(Dialect::of(system)),
        }
    }
}

/// What a text says without its values.
#[derive(Debug, Default, PartialEq)]
pub(super) struct QueryText {
    /// `None`: it cannot be read, and is not told.
    pub(super) text: Option<Box<str>>,
    pub(super) summary: Option<Box<str>>,
    pub(super) operation: Option<Box<str>>,
    pub(super) collection: Option<Box<str>>,
    /// Tables, joins and subqueries.
    pub(super) complexity: [u32; 3],
}

/// What a text says; of one that cannot be read, its first word.
pub(super) fn read(text: &str, language: Language) -> QueryText {
    let read = match language {
        _ if text.len() > MAX_READ => None,
        Language::Json => mongo::read(text),
        Language::Words => read_words(text),
        Language::Sql(dialect) => read_sql(text, dialect),
    };
    read.unwrap_or_else(|| QueryText { operation: verb(text, language), ..QueryText::default() })
}

fn read_sql(text: &str, dialect: Dialect) -> Option<QueryText> {
    let said = parameterize(text, dialect).filter(|said| !said.is_empty())?;
    let summary = summarize(text, dialect)?;
    let boxed = |word: Option<&str>| word.filter(|word| !word.is_empty()).map(Box::from);
    Some(QueryText {
        text: Some(said.into()),
        summary: boxed(Some(&summary.text)),
        operation: boxed(summary.operation),
        collection: boxed(summary.collection),
        complexity: [summary.tables, summary.joins, summary.subqueries],
    })
}

/// A command, with a `?` for all of its arguments.
fn read_words(text: &str) -> Option<QueryText> {
    let text = text.trim();
    let (command, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_command = (1..=MAX_COMMAND).contains(&command.len())
        && command.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.' || byte == b'_');
    let told = if arguments.is_empty() { command.to_owned() } else { format!("{command} ?") };
    let boxed = || Some(Box::from(command));
    is_command.then(|| QueryText {
        text: Some(told.into()),
        summary: boxed(),
        operation: boxed(),
        ..QueryText::default()
    })
}

/// The first word of a text that cannot be read, if it is one of SQL.
fn verb(text: &str, language: Language) -> Option<Box<str>> {
    if !matches!(language, Language::Sql(_)) {
        return None;
    }
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let verb = VERBS.into_iter().find(|verb| verb.eq_ignore_ascii_case(&text[..end]))?;
    Some(verb.into())
}
