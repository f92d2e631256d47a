//! Texts that nobody has written: no value survives, nothing panics, and what was changed once stays as it is.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rina_trace_sql::{Dialect, MAX_LENGTH, check, literals, parameterize, summarize};

/// Where databases differ.
const PARTS: [&str; 68] = [
    "'", "''", "'a'", "\\", "\\'", "\"", "\"\"", "\"a\"", "`", "`a`", "$", "$$", "$a$", "$1", "[", "]",
    "[a]", "(", ")", "{", "}", ",", ".", "..", "-", "--", "-- ", "+", "/*", "*/", "/*!", "/*M!", "/", "*",
    "#", "?", "?1", "?|", ":", "::", ":=", ":a", ":1", "@", "@@", "@a", "%", "%s", "%(a)s", "1", "1.5",
    "0x1", "1e", "e5", "E", "N", "U&", "q", "_x", " IN ", " VALUES ", " ARRAY", " FROM ", "a", " ", "\n",
    "é", ";",
];

fn dialect() -> impl Strategy<Value = Dialect> {
    select(vec![Dialect::PostgreSql, Dialect::MySql, Dialect::BigQuery, Dialect::Sqlite, Dialect::Generic])
}

/// A value with the word that must not survive, in the quotes of a dialect.
fn value(dialect: Dialect) -> impl Strategy<Value = String> {
    let mut all = vec![
        "'SECRET'",
        "'a SECRET b'",
        "'it''s SECRET'",
        "'-- SECRET'",
        "'/* SECRET'",
        "'\"SECRET'",
        "N'SECRET'",
    ];
    all.extend([
        "'SECRET\nSECRET'",
        "X'5ec3e7'",
        "5ec3e7",
        "-5.3e7",
        "0x5ec3e7",
        ".5337",
        "'SECRET; DROP'",
        "'SECRET$$'",
    ]);
    all.extend(match dialect {
        Dialect::PostgreSql => {
            vec![r"E'it\'s SECRET'", "$$SECRET's$$", "$a$SECRET$$'$a$", "U&'SECRET'", r"'\', 'SECRET'"]
        }
        Dialect::BigQuery => vec![r"'it\'s SECRET'", "\"it's SECRET\"", r#""\"SECRET""#, r"'\\'"],
        Dialect::MySql => vec![
            r"'it\'s SECRET'",
            "\"SECRET\"",
            "\"it's SECRET\"",
            r#""\"SECRET""#,
            "_utf8'SECRET'",
            r"'\\'",
        ],
        Dialect::Sqlite => vec![r"'SECRET\'", r"'\', 'SECRET'"],
        Dialect::Generic => vec!["\"SECRET\"", "q'[SECRET's]'", "$$SECRET$$", "r'SECRET'", r"'a\SECRET'"],
    });
    select(all).prop_map(str::to_owned)
}

/// What stands between values, without any of its own.
fn between(dialect: Dialect) -> impl Strategy<Value = String> {
    let mut all = vec![
        "SELECT a FROM t WHERE b =",
        "AND c IN (",
        "IN(",
        ")",
        ",",
        "(",
        "OR",
        "UPDATE t SET a =",
        "INSERT INTO t VALUES (",
        "), (",
        "::text",
        "||",
        "->>",
        "BETWEEN",
        "LIMIT",
        "/* c */",
        "-- c\n",
        "?",
        ":name",
        "@var",
        "%s",
        "<>",
        "@>",
        "LIKE",
        "name",
        "\n",
        ";",
        "VALUES (",
        "NULL",
        "interval",
        "-",
    ];
    // Brackets are quotes there.
    if dialect != Dialect::Sqlite {
        all.extend(["ARRAY[", "[", "]"]);
    }
    select(all).prop_map(str::to_owned)
}

fn with_values() -> impl Strategy<Value = (Dialect, String)> {
    dialect().prop_flat_map(|dialect| {
        let part = prop_oneof![value(dialect), between(dialect)];
        (Just(dialect), vec(part, 0..20).prop_map(|parts| parts.join(" ")))
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![vec(select(PARTS.to_vec()), 0..24).prop_map(|parts| parts.concat()), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_survives((dialect, text) in with_values()) {
        let found = parameterize(&text, dialect);
        let found = found.as_deref();
        prop_assert!(found.is_some(), "{text}");
        for secret in ["SECRET", "5ec3e7", "5.3e7", "5337"] {
            prop_assert!(!found.unwrap_or_default().contains(secret), "{text}\n{found:?}");
            let summary = summarize(&text, dialect).unwrap_or_default();
            prop_assert!(!summary.text.contains(secret), "{text}\n{summary:?}");
        }
    }

    #[test]
    fn what_was_changed_stays_as_it_is(dialect in dialect(), text in any_text()) {
        if let Some(once) = parameterize(&text, dialect) {
            prop_assert!(once.len() <= MAX_LENGTH);
            let twice = parameterize(&once, dialect);
            prop_assert_eq!(twice.as_deref(), Some(&*once), "{}", text);
            let left = literals(&once, dialect);
            prop_assert_eq!(left, Some(Vec::new()), "{} {}", text, once);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(dialect in dialect(), text in any_text()) {
        let is_read = parameterize(&text, dialect).is_some();
        prop_assert_eq!(summarize(&text, dialect).is_some(), is_read);
        let found = literals(&text, dialect);
        prop_assert_eq!(found.is_some(), is_read);
        for literal in found.unwrap_or_default() {
            prop_assert!(text.get(literal.range).is_some_and(|literal| !literal.is_empty()));
        }
        if let Some(fault) = check(&text, dialect) {
            prop_assert!(text.is_char_boundary(fault.at));
        } else {
            prop_assert!(is_read);
        }
    }
}
