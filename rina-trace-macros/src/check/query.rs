//! A literal query: what is wrong with it, and what of it is known when the program is compiled.
//!
//! Known by `check`.

use rina_trace_sql::{Dialect, Fault, Problem, parameterize, summarize};
use syn::LitStr;

use super::pasted;
#[cfg(feature = "sql")]
use super::syntax;
use crate::errors::Errors;

/// What the text of a query tells: constants of the span.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Constants {
    /// Without its values.
    pub(crate) text: String,
    pub(crate) operation: Option<String>,
    /// Its table, if it has but one.
    pub(crate) collection: Option<String>,
    /// Operations and tables: `SELECT users`.
    pub(crate) summary: String,
    pub(crate) tables: u32,
    pub(crate) joins: u32,
    pub(crate) subqueries: u32,
}

/// Systems whose queries are no SQL.
const OTHERS: [&str; 12] = [
    "aws.dynamodb",
    "couchdb",
    "elasticsearch",
    "geode",
    "hbase",
    "influxdb",
    "memcached",
    "mongodb",
    "neo4j",
    "opensearch",
    "redis",
    "valkey",
];

/// Checks a query for a system by its name in `db.system.name`, and reads it. Nothing if it cannot be read, or is no
/// SQL; what is wrong is said at the literal.
pub(crate) fn query(literal: &LitStr, system: &str, errors: &mut Errors) -> Option<Constants> {
    if OTHERS.contains(&system) {
        return None;
    }
    let (text, dialect) = (literal.value(), Dialect::of(system));
    if let Some(fault) = rina_trace_sql::check(&text, dialect) {
        errors.at(literal, fault_message(&text, fault));
        return None;
    }
    let parameterized = parameterize(&text, dialect)?;
    if parameterized.is_empty() {
        errors.at(literal, "the query is empty: write what is asked, such as `\"SELECT id FROM users\"`");
        return None;
    }
    #[cfg(feature = "sql")]
    if let Some(message) = syntax::message(&text, system) {
        errors.at(literal, message);
        return None;
    }
    let summary = summarize(&text, dialect)?;
    if let Some(message) = pasted::message(&text, dialect, &summary) {
        errors.at(literal, message);
    }
    Some(Constants {
        text: parameterized.into_owned(),
        operation: summary.operation.map(str::to_owned),
        collection: summary.collection.map(str::to_owned),
        summary: summary.text,
        tables: summary.tables,
        joins: summary.joins,
        subqueries: summary.subqueries,
    })
}

fn fault_message(text: &str, fault: Fault) -> String {
    let place = Place::of(text, fault.at);
    match fault.problem {
        Problem::UnclosedQuote => format!("the query has a quote that nothing ends, {place}: write its end"),
        Problem::QuoteInWord => format!(
            "the query has a quote within a word, {place}: a quote that belongs to a value is written twice, as in \
             `'O''Brien'`"
        ),
        Problem::EscapedQuote => format!(
            "the query has a backslash before a quote, {place}: some databases end the value there, and others do \
             not, so write the quote twice"
        ),
        Problem::UnclosedComment => {
            format!("the query has a comment that nothing ends, {place}: write `*/` behind it")
        }
        Problem::UnclosedParenthesis => {
            format!("the query has a parenthesis that nothing closes, {place}: write its `)`")
        }
        Problem::UnopenedParenthesis => {
            format!(
                "the query has a parenthesis that closes nothing, {place}: leave it out, or write its `(`"
            )
        }
        _ => format!("the query cannot be read, {place}"),
    }
}

/// A place in a query, for people.
pub(super) struct Place<'a> {
    line: usize,
    column: usize,
    near: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn of(text: &'a str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
        let near = rest.char_indices().nth(NEAR).map_or(rest, |(end, _)| &rest[..end]);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            near: near.trim_end(),
        }
    }
}

/// How much of the text is shown at a place, in characters.
const NEAR: usize = 24;

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, column, near } = self;
        write!(f, "in its line {line}, column {column}")?;
        if near.is_empty() { Ok(()) } else { write!(f, ", at `{near}`") }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    /// What is said of a query, in one text.
    fn said(text: &str, system: &str) -> String {
        let mut errors = Errors::default();
        query(&LitStr::new(text, Span::call_site()), system, &mut errors);
        errors.into_tokens().to_string()
    }

    #[test]
    fn a_query_tells_constants() {
        let text = "SELECT o.id, o.total FROM orders o\n  JOIN users u ON u.id = o.user_id\n  WHERE u.status = \
                    'active' AND o.total > (SELECT avg(total) FROM orders) LIMIT 10";
        let mut errors = Errors::default();
        let found = query(&LitStr::new(text, Span::call_site()), "postgresql", &mut errors);
        let expected = Constants {
            text:
                "SELECT o.id, o.total FROM orders o JOIN users u ON u.id = o.user_id WHERE u.status = ? AND \
                   o.total > (SELECT avg(total) FROM orders) LIMIT ?"
                    .to_owned(),
            operation: Some("SELECT".to_owned()),
            collection: None,
            summary: "SELECT orders users SELECT orders".to_owned(),
            tables: 3,
            joins: 1,
            subqueries: 1,
        };
        assert_eq!(found, Some(expected));
        assert!(errors.is_empty());
    }

    #[test]
    fn what_is_no_sql_is_not_judged() {
        let mut errors = Errors::default();
        let command = LitStr::new("SET user:1 \"it's (", Span::call_site());
        assert_eq!(query(&command, "redis", &mut errors), None);
        assert!(errors.is_empty());
    }

    #[test]
    fn what_is_broken_is_said_with_its_place() {
        for (text, expected) in [
            (
                "SELECT *\nFROM users WHERE name = 'Ada",
                "quote that nothing ends, in its line 2, column 25, at `'Ada`",
            ),
            ("SELECT 'O'Brien'", "a quote within a word, in its line 1, column 11, at `Brien'`"),
            ("SELECT 1 /* one", "a comment that nothing ends, in its line 1, column 10, at `/* one`"),
            (
                "SELECT count(* FROM users",
                "a parenthesis that nothing closes, in its line 1, column 13, at `(* FROM",
            ),
            (
                "SELECT count*) FROM users",
                "a parenthesis that closes nothing, in its line 1, column 14, at `) FROM",
            ),
            (" -- nothing", "the query is empty"),
        ] {
            let said = said(text, "postgresql");
            assert!(said.contains(expected), "{text}: {said}");
        }
        let said = said(r"SELECT 'it\'s'", "oracle.db");
        assert!(said.contains("a backslash before a quote, in its line 1, column 11"), "{said}");
    }

    #[test]
    fn a_value_in_the_text_is_shown_as_it_should_be_written() {
        let text =
            "SELECT id FROM users WHERE email = 'ada@example.com' AND org = $1 AND name IN ('Ada L', 'Alan')";
        let postgres = said(text, "postgresql");
        for expected in [
            "`'ada@example.com'`, `'Ada L'` are values in the text of the query",
            "`SELECT id FROM users WHERE email = $2 AND org = $1 AND name IN ($3, 'Alan')`, and bind them",
        ] {
            assert!(postgres.contains(expected), "{postgres}");
        }
        let sqlite = said("UPDATE users SET phone = '555 1234'", "sqlite");
        assert!(sqlite.contains("`UPDATE users SET phone = ?`, and bind it"), "{sqlite}");
    }
}
