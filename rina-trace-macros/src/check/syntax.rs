//! Whether a literal query is one by the grammar of its database. With the feature `sql` only: the parser takes its time
//! to be built.
//!
//! No parser knows all that a database knows. So only queries and changes are judged, since other statements differ the
//! most, and what the grammar of the database refuses is tried by one that takes what any of them takes. Known by `query`.

use rina_trace_sql::{Dialect, parameterize, placeholders};
use sqlparser::dialect::{self, GenericDialect};
use sqlparser::parser::{Parser, ParserError};

use super::query::Place;
use crate::errors::did_you_mean;

/// Keywords that are often misspelt, and end a part of a query.
const KEYWORDS: [&str; 24] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "INTO",
    "FROM",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "VALUES",
    "RETURNING",
    "INNER",
    "LEFT",
    "JOIN",
    "UNION",
    "TABLE",
    "BETWEEN",
    "DISTINCT",
    "WITH",
];

/// Statements that are judged, by their first words.
const JUDGED: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH"];

/// What is wrong with the grammar of a query, if its system is one whose grammar is known.
pub(super) fn message(text: &str, system: &str) -> Option<String> {
    let own = dialect::dialect_from_str(grammar(system)?)?;
    let first = first_word(text, Dialect::of(system))?.to_uppercase();
    // Another statement, and no misspelt one of these.
    if !JUDGED.contains(&&*first) && (first == "UPSERT" || did_you_mean(&first, JUDGED).is_empty()) {
        return None;
    }
    let known = with_known_placeholders(text, Dialect::of(system));
    let problem = match Parser::parse_sql(&*own, &known).err()? {
        ParserError::TokenizerError(problem) | ParserError::ParserError(problem) => problem,
        // It is deep, and not wrong.
        ParserError::RecursionLimitExceeded => return None,
    };
    let (problem, at) = place(&known, &problem);
    // A comma behind the last is taken by the few databases that allow it, and by this parser for all.
    let is_behind_comma = at.is_some_and(|at| known[..at].trim_end().ends_with(','));
    if !is_behind_comma && Parser::parse_sql(&GenericDialect, &known).is_ok() {
        return None;
    }
    Some(format!(
        "the query is wrong for `{system}`{} (a constant, `query = QUERY`, is not checked)",
        said(text, problem, at)
    ))
}

/// The first word, which is the operation, but for `WITH`.
fn first_word(text: &str, system: Dialect) -> Option<String> {
    let plain = parameterize(text, system)?;
    let word = plain.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next()?;
    Some(word.to_owned())
}

/// The parser's name for the grammar of a system.
fn grammar(system: &str) -> Option<&'static str> {
    Some(match system {
        "postgresql" | "cockroachdb" => "postgresql",
        "mysql" | "mariadb" => "mysql",
        "sqlite" => "sqlite",
        "aws.redshift" => "redshift",
        "microsoft.sql_server" => "mssql",
        "oracle.db" => "oracle",
        "clickhouse" => "clickhouse",
        "hive" => "hive",
        "teradata" => "teradata",
        "other_sql" | "h2database" | "hsqldb" | "derby" | "ibm.db2" | "firebirdsql" | "trino"
        | "sap.hana" => "generic",
        _ => return None,
    })
}

/// `%s` and `%(name)s` belong to drivers, and no parser knows them. What stands for them is as long, so that places stay.
fn with_known_placeholders(text: &str, system: Dialect) -> String {
    let mut known = text.to_owned();
    for range in placeholders(text, system).unwrap_or_default() {
        if text[range.clone()].starts_with('%') {
            let known_one = if system == Dialect::PostgreSql { "$1" } else { "?" };
            let same_length = format!("{known_one:<width$}", width = range.len());
            known.replace_range(range, &same_length);
        }
    }
    known
}

/// What the parser says, as we say it.
fn said(text: &str, problem: &str, at: Option<usize>) -> String {
    let expected =
        problem.strip_prefix("Expected").map(|rest| rest.split(", found: ").next().unwrap_or(rest));
    let expected = expected.map(|expected| expected.trim_start_matches([':', ' ']));
    let what = match expected {
        Some("end of statement") => "nothing more is expected there".to_owned(),
        Some(expected) => format!("{expected} is expected there"),
        None => problem.to_owned(),
    };
    let Some(at) = at.filter(|at| *at < text.trim_end().len()) else {
        return format!(" at its end: {what}");
    };
    format!(", {}: {what}{}", Place::of(text, at), meant(text, at))
}

/// What the parser says, and the byte at which: that of what it has found, behind which it sometimes is.
fn place<'a>(text: &str, problem: &'a str) -> (&'a str, Option<usize>) {
    let Some((problem, place)) = problem.split_once(" at Line: ") else { return (problem, None) };
    let at = offset(text, place);
    let found = problem.split_once(", found: ").map_or("", |(_, found)| found);
    let at =
        at.map(|at| if text[at..].starts_with(found) { at } else { text[..at].rfind(found).unwrap_or(at) });
    (problem, at)
}

/// The byte that `1, Column: 8` stands for.
fn offset(text: &str, place: &str) -> Option<usize> {
    let (line, column) = place.split_once(", Column: ")?;
    let (line, column) =
        (line.parse::<usize>().ok()?.checked_sub(1)?, column.parse::<usize>().ok()?.checked_sub(1)?);
    let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let rest = text.get(start..)?;
    Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at))
}

/// The keyword that was probably meant, by the word there or the one before, which may have passed for a name.
fn meant(text: &str, at: usize) -> String {
    let is_no_letter = |sign: char| !sign.is_alphanumeric() && sign != '_';
    let there = text.get(at..).unwrap_or_default().split(is_no_letter).next();
    let before = text.get(..at).unwrap_or_default().trim_end().rsplit(is_no_letter).next();
    let mut words = [there, before].into_iter().flatten().map(str::to_uppercase);
    let meant = words.find_map(|word| {
        let is_misspelt = word.len() > 2 && !KEYWORDS.contains(&&*word);
        let meant = if is_misspelt { did_you_mean(&word, KEYWORDS) } else { String::new() };
        (!meant.is_empty()).then_some(meant)
    });
    meant.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            (
                "SELEC id FROM users",
                "column 1, at `SELEC id FROM users`: an SQL statement is expected there, did you mean `SELECT`?",
            ),
            (
                "SELECT id FORM users",
                "column 16, at `users`: nothing more is expected there, did you mean `FROM`?",
            ),
            (
                "SELECT id\nFROM users\nWERE id = $1",
                "line 3, column 6, at `id = $1`: nothing more is expected there, did you mean `WHERE`?",
            ),
            (
                "SELECT id FROM users WHERE",
                "for `postgresql` at its end: an expression is expected there (a constant",
            ),
            ("SELECT id, FROM users", "column 12, at `FROM users`: an expression is expected there ("),
            (
                "SELECT id FROM users ORDER name",
                "column 22, at `ORDER name`: nothing more is expected there (",
            ),
            ("UPDATE users name = $1", "column 19, at `= $1`: "),
        ] {
            let message = message(text, "postgresql").unwrap_or_default();
            assert!(message.contains(expected), "{text}\n{message}");
        }
    }

    #[test]
    fn what_databases_know_is_not_judged() {
        for (system, text) in [
            (
                "postgresql",
                "SELECT data->>'a', tags @> ARRAY[$1]::text[] FROM t WHERE data ? 'k' FOR UPDATE SKIP LOCKED",
            ),
            (
                "postgresql",
                "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b RETURNING id",
            ),
            (
                "postgresql",
                "WITH x AS (DELETE FROM a WHERE id = $1 RETURNING *) INSERT INTO b SELECT * FROM x",
            ),
            ("postgresql", "SELECT * FROM users WHERE id = :id AND name = %(name)s AND age > %s"),
            ("mysql", "INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a)"),
            ("mysql", "SELECT `a` FROM `t` USE INDEX (x) WHERE b = \"c\" LIMIT ?, ?"),
            ("sqlite", "INSERT OR REPLACE INTO kv (k, v) VALUES (?1, :v)"),
            ("sqlite", "PRAGMA foreign_keys = ON"),
            ("microsoft.sql_server", "SELECT TOP 10 [Id] FROM [dbo].[Users] WITH (NOLOCK) WHERE [Id] = @p0"),
            ("oracle.db", "SELECT id FROM users WHERE id = :1 AND ROWNUM <= 10"),
            ("cassandra", "SELECT id FROM users WHERE token(id) > ? ALLOW FILTERING"),
            ("ourdb", "FETCH all THE things"),
            ("cockroachdb", "UPSERT INTO t (a) VALUES ($1)"),
            ("postgresql", "LISTEN orders"),
            (
                "postgresql",
                "CREATE INDEX CONCURRENTLY i ON t USING gin (a jsonb_path_ops) WITH (fastupdate = off)",
            ),
            ("sqlite", "  -- to be sure\n  VACUUM INTO 'x'"),
        ] {
            assert_eq!(message(text, system), None, "{system}: {text}");
        }
    }
}
