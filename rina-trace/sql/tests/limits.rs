//! Long texts, and long parts of texts.

use rina_trace_sql::{Dialect, MAX_LENGTH, MAX_SUMMARY, parameterize, summarize};

const ALL: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::BigQuery, Dialect::Sqlite, Dialect::Generic];

#[test]
fn a_long_text_is_cut_between_tokens() {
    let columns = vec!["column"; 4000].join(", ");
    let text = format!("SELECT {columns} FROM t WHERE a = 'secret'");
    for dialect in ALL {
        let cut = parameterize(&text, dialect).unwrap();
        assert!(cut.len() <= MAX_LENGTH && cut.len() > MAX_LENGTH - 10, "{}", cut.len());
        assert!(cut.ends_with("column...") || cut.ends_with("column,..."), "{}", &cut[cut.len() - 20..]);
        assert_eq!(parameterize(&cut, dialect).as_deref(), Some(&*cut));
    }
}

#[test]
fn what_fits_is_not_cut() {
    let name = "n".repeat(MAX_LENGTH - "SELECT ".len());
    let text = format!("SELECT {name}");
    assert_eq!(parameterize(&text, Dialect::Sqlite).as_deref(), Some(&*text));
    let longer = format!("{text}n");
    assert_eq!(parameterize(&longer, Dialect::Sqlite).as_deref(), Some("SELECT..."));
    // A value is as short as any other.
    let value = format!("SELECT '{}'", "x".repeat(10 * MAX_LENGTH));
    assert_eq!(parameterize(&value, Dialect::Sqlite).as_deref(), Some("SELECT ?"));
}

#[test]
fn lists_and_rows_are_short_however_long_they_are() {
    let list = vec!["'secret'"; 100_000].join(",");
    let rows = vec!["(1, 'secret', NULL)"; 50_000].join(", ");
    for dialect in ALL {
        let text = format!("SELECT * FROM t WHERE a IN ({list}) AND b = 1");
        assert_eq!(parameterize(&text, dialect).as_deref(), Some("SELECT * FROM t WHERE a IN (?) AND b = ?"));
        let text = format!("INSERT INTO t VALUES {rows} RETURNING id");
        assert_eq!(
            parameterize(&text, dialect).as_deref(),
            Some("INSERT INTO t VALUES (?, ?, NULL) RETURNING id")
        );
    }
}

#[test]
fn depth_has_no_limit_that_could_be_felt() {
    let text = format!("SELECT {}1{} FROM t", "(".repeat(100_000), ")".repeat(100_000));
    for dialect in ALL {
        assert!(parameterize(&text, dialect).unwrap().starts_with("SELECT ((("));
        assert_eq!(summarize(&text, dialect).unwrap().text, "SELECT t");
    }
    let nested = format!("{}SELECT a FROM t{}", "SELECT * FROM (".repeat(100), ")".repeat(100));
    let summary = summarize(&nested, Dialect::MySql).unwrap();
    assert_eq!(summary.operation, Some("SELECT"));
    assert!(summary.text.len() <= MAX_SUMMARY);
}

#[test]
fn a_summary_is_cut_between_names() {
    let tables: Vec<String> = (0..100).map(|number| format!("größe_{number:02}")).collect();
    let summary = summarize(&format!("SELECT * FROM {}", tables.join(", ")), Dialect::PostgreSql)
        .map(|summary| (summary.text, summary.tables, summary.collection.is_some()));
    let expected = format!("SELECT {}", tables[..27].join(" "));
    assert_eq!(expected.chars().count(), 249);
    assert_eq!(summary, Some((expected, 100, false)));
}

/// Each text is read in a time that grows with its length alone; with a square of it this would not end.
#[test]
fn no_text_is_read_again_and_again() {
    for part in [
        "(",
        "IN (1, ",
        "VALUES (1), (",
        "ARRAY[1,",
        "$a",
        "[a",
        "%(a",
        "q'[",
        "/*",
        "'a' ",
        "a.",
        "E'",
        "--\n",
    ] {
        let text = part.repeat(500_000 / part.len());
        for dialect in ALL {
            let found = parameterize(&text, dialect);
            assert!(found.is_none_or(|found| found.len() <= MAX_LENGTH));
            summarize(&text, dialect);
        }
    }
}
