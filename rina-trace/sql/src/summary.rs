//! What a query does, in few words: its operations, and the tables that they are for. Knows tokens and clauses.

use crate::clauses::{Clauses, Found};
use crate::dialect::Dialect;
use crate::tokens::Tokens;

/// The longest text of a summary, in characters.
pub const MAX_SUMMARY: usize = 255;

/// What a query does, found by its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary<'a> {
    /// The first operation, as it is written: `SELECT`. Of a query that begins with `WITH` it is that behind it.
    pub operation: Option<&'a str>,
    /// The table, as it is written, if the query has but one, however often it names it: `public.users`.
    pub collection: Option<&'a str>,
    /// Operations and their targets in the order in which they stand: `INSERT totals SELECT orders customers`; at
    /// most [`MAX_SUMMARY`] characters, cut between names.
    pub text: String,
    /// How often a table is named. What `WITH` defines is none.
    pub tables: u32,
    /// How often `JOIN` stands there.
    pub joins: u32,
    /// How many `SELECT` stand in parentheses, those behind `WITH` included.
    pub subqueries: u32,
}

/// What a query does; `None` if the text cannot be read.
///
/// Source: OpenTelemetry's
/// [rules for `db.query.summary`](https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query).
/// Other than there, a text in single quotes is never a table, because it may be a value.
///
/// ```
/// use rina_trace_sql::{Dialect, summarize};
///
/// let text = "SELECT * FROM songs s JOIN artists a ON a.id = s.artist";
/// let query = summarize(text, Dialect::Sqlite).unwrap_or_default();
/// assert_eq!((query.operation, query.collection), (Some("SELECT"), None));
/// assert_eq!(query.text, "SELECT songs artists");
/// assert_eq!((query.tables, query.joins, query.subqueries), (2, 1, 0));
/// ```
pub fn summarize(text: &str, dialect: Dialect) -> Option<Summary<'_>> {
    let mut tokens = Tokens::new(text, dialect);
    let mut clauses = Clauses::new();
    let mut summary = Summary::default();
    let mut names = Names { length: 0, is_full: false, several: false };
    while let Some(found) = clauses.next(&mut tokens).ok()? {
        match found {
            Found::Operation { range, is_inner } => {
                let name = &text[range];
                summary.subqueries += u32::from(is_inner && name.eq_ignore_ascii_case("SELECT"));
                if !is_inner && summary.operation.is_none() {
                    summary.operation = Some(name);
                }
                names.push(name, &mut summary.text);
            }
            Found::Target(range) => names.push(&text[range], &mut summary.text),
            Found::Table(range) => {
                let name = &text[range];
                summary.tables += 1;
                names.push(name, &mut summary.text);
                match summary.collection {
                    None => summary.collection = Some(name),
                    Some(other) => names.several |= other != name,
                }
            }
            Found::Join => summary.joins += 1,
        }
    }
    if names.several {
        summary.collection = None;
    }
    Some(summary)
}

struct Names {
    /// Of the text, in characters.
    length: usize,
    is_full: bool,
    several: bool,
}

impl Names {
    fn push(&mut self, name: &str, text: &mut String) {
        let length = self.length + usize::from(self.length > 0) + name.chars().count();
        self.is_full |= length > MAX_SUMMARY;
        if self.is_full {
            return;
        }
        if self.length > 0 {
            text.push(' ');
        }
        text.push_str(name);
        self.length = length;
    }
}
