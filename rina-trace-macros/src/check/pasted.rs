//! Values that were pasted into a query, where a placeholder belongs.
//!
//! Not every literal is one: programs compare with constants of their own, `status = 'active'`. A text is a value
//! where it is compared, listed, stored or set, unless it is a plain word; anywhere else if it is an address of mail
//! or a UUID. A number may always be a constant. Only where a value can be bound: not in `CREATE` or `SET`.
//! Known by `query`.

use std::ops::Range;

use rina_trace_sql::{Dialect, LiteralKind, Place, Summary, literals, placeholders};

/// Longer queries are shown in part, in characters.
const SHOWN: usize = 200;

/// Values that are named in a message.
const NAMED: usize = 3;

/// The operations whose values can be bound.
const BINDS: [&str; 8] = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT", "EXPLAIN"];

/// What is to be said of the values in a query, if there are any.
pub(super) fn message(text: &str, system: Dialect, summary: &Summary<'_>) -> Option<String> {
    let operation = summary.operation?.to_uppercase();
    if !BINDS.contains(&operation.as_str()) {
        return None;
    }
    let pasted = pasted(text, system);
    let first = pasted.first()?;
    let named: Vec<_> =
        pasted.iter().take(NAMED).map(|range| format!("`{}`", &text[range.clone()])).collect();
    let others = pasted.len() - named.len();
    let and_others = if others > 0 { format!(" and {others} more") } else { String::new() };
    let (are, them) = if pasted.len() == 1 { ("is a value", "it") } else { ("are values", "them") };
    let with_placeholders = with_placeholders(text, system, &pasted);
    let shown = excerpt(&with_placeholders, first.start);
    Some(format!(
        "{}{and_others} {are} in the text of the query: write `{shown}`, and bind {them} (a constant, `query = QUERY`, is \
         not checked)",
        named.join(", ")
    ))
}

fn pasted(text: &str, system: Dialect) -> Vec<Range<usize>> {
    let all = literals(text, system).unwrap_or_default().into_iter();
    let texts = all.filter(|literal| literal.kind == LiteralKind::Text);
    let pasted = texts.filter(|literal| {
        let content = content(&text[literal.range.clone()]);
        match literal.place {
            Place::Comparison | Place::List | Place::Row => !is_word(content),
            Place::Elsewhere => is_address(content) || is_uuid(content),
        }
    });
    pasted.map(|literal| literal.range).collect()
}

/// What stands between the quotes.
fn content(literal: &str) -> &str {
    let is_quote = |sign: char| matches!(sign, '\'' | '"' | '$');
    let Some(start) = literal.find(is_quote) else { return literal };
    let opened = match literal[start + 1..].find('$') {
        Some(tag) if literal[start..].starts_with('$') => start + 1 + tag + 1,
        _ => start + 1,
    };
    let end = literal.len() - (opened - start);
    literal.get(opened..end).unwrap_or_default()
}

/// A constant of a program, such as `active`, `in-progress`, `text/html`, `oauth2` or `%admin%`.
fn is_word(content: &str) -> bool {
    let digits = content.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = |sign: char| sign.is_alphanumeric() || "_-.:/%".contains(sign);
    let is_short = content.chars().nth(1).is_none();
    is_short
        || (digits <= 2
            && !content.starts_with(|sign: char| sign.is_ascii_digit())
            && content.chars().all(is_plain))
}

fn is_address(content: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|sign: char| sign.is_whitespace() || sign == '$');
    content.split_once('@').is_some_and(|(name, host)| is_part(name) && is_part(host) && host.contains('.'))
}

/// One of zeros alone is nobody's.
fn is_uuid(content: &str) -> bool {
    content.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && content.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        && content.bytes().any(|byte| byte != b'-' && byte != b'0')
}

/// The text with placeholders for these parts, as the dialect writes them.
fn with_placeholders(text: &str, system: Dialect, parts: &[Range<usize>]) -> String {
    let mut number = highest(text, system);
    let mut written = String::new();
    let mut from = 0;
    for part in parts {
        written.push_str(&text[from..part.start]);
        number += 1;
        if system == Dialect::PostgreSql {
            written.push('$');
            written.push_str(&number.to_string());
        } else {
            written.push('?');
        }
        from = part.end;
    }
    written.push_str(&text[from..]);
    written
}

/// The highest number of a placeholder such as `$1`.
fn highest(text: &str, system: Dialect) -> usize {
    let all = placeholders(text, system).unwrap_or_default();
    let numbers = all.into_iter().filter_map(|range| text[range].strip_prefix('$')?.parse().ok());
    numbers.max().unwrap_or(0)
}

/// A text on one line, in part if it is long: from a little before `at`.
fn excerpt(text: &str, at: usize) -> String {
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = fold(text);
    if whole.chars().count() <= SHOWN {
        return whole;
    }
    let (before, behind) = text.split_at(at);
    let (before, behind) = (fold(before), fold(behind));
    let start = before.char_indices().rev().nth(SHOWN / 3).map_or(0, |(start, _)| start);
    let start = before[start..].find(' ').map_or(start, |blank| start + blank + 1);
    let end = behind.char_indices().nth(SHOWN / 3).map_or(behind.len(), |(end, _)| end);
    let end = behind[..end].rfind(' ').filter(|_| end < behind.len()).unwrap_or(end);
    let dots = |is_cut: bool, dots: &'static str| if is_cut { dots } else { "" };
    format!(
        "{}{} {}{}",
        dots(start > 0, ".. "),
        &before[start..],
        &behind[..end],
        dots(end < behind.len(), " ..")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        pasted(text, Dialect::PostgreSql).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn values_are_found() {
        for (text, expected) in [
            ("SELECT * FROM u WHERE email = 'a@b.c'", vec!["'a@b.c'"]),
            ("SELECT * FROM u WHERE born < '1990-12-31'", vec!["'1990-12-31'"]),
            ("SELECT * FROM u WHERE city = 'New York'", vec!["'New York'"]),
            ("SELECT * FROM u WHERE name LIKE '%O''Brien%'", vec!["'%O''Brien%'"]),
            ("SELECT * FROM u WHERE a BETWEEN '10001' AND '10002'", vec!["'10001'", "'10002'"]),
            ("SELECT * FROM u WHERE zip IN ('10001', 'none')", vec!["'10001'"]),
            ("SELECT * FROM u WHERE (a, b) IN (('x 1', 'y'), ('z', 'x 2'))", vec!["'x 1'", "'x 2'"]),
            ("INSERT INTO u (a, b) VALUES ('+49 30 1', 'new'), ('ok', '4711')", vec!["'+49 30 1'", "'4711'"]),
            ("UPDATE u SET token = $$aB3 9$$ WHERE id = $1", vec!["$$aB3 9$$"]),
            (
                "SELECT f('0b5dc8a6-9b2f-4c3e-8d1f-2a6b7c8d9e0f')",
                vec!["'0b5dc8a6-9b2f-4c3e-8d1f-2a6b7c8d9e0f'"],
            ),
            ("SELECT lower('Ada@Example.com')", vec!["'Ada@Example.com'"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn constants_of_the_program_are_none() {
        for text in [
            "SELECT * FROM u WHERE status = 'active' AND kind <> 'in_progress' LIMIT 10 OFFSET 20",
            "SELECT * FROM u WHERE at > now() - interval '1 day' AND deleted = 0 AND flag = '1'",
            "SELECT to_char(at, 'YYYY-MM-DD HH24:MI'), data->>'user 1', coalesce(name, 'n/a 1') FROM u",
            "SELECT * FROM u WHERE type IN ('text/html', 'oauth2') AND path LIKE '/api/%' AND x = ''",
            "SELECT * FROM u WHERE data @> '{\"a\": 12345}' AND at > date '2024-01-01'",
            "INSERT INTO u (a) VALUES ('new') ON CONFLICT DO UPDATE SET a = 'old'",
            "SELECT CASE WHEN a THEN 'more than 10' ELSE 'less' END AS \"in words 123\" FROM u",
            "SELECT coalesce(id, '00000000-0000-0000-0000-000000000000') FROM u",
            "SELECT jsonb_path_query(data, '$[*] ? (@.price > 100)') FROM u",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn where_nothing_can_be_bound_nothing_is_said() {
        for text in [
            "CREATE VIEW v AS SELECT * FROM u WHERE city = 'New York'",
            "ALTER TABLE u ADD CONSTRAINT c CHECK (phone <> '555 1234')",
            "SET application_name = 'shop 2024'",
            "PRAGMA key = 'a 1234'",
        ] {
            let summary = rina_trace_sql::summarize(text, Dialect::PostgreSql).unwrap();
            assert_eq!(message(text, Dialect::PostgreSql, &summary), None, "{text}");
        }
    }

    #[test]
    fn long_queries_are_shown_in_part() {
        let columns = (0..60).map(|number| format!("column_{number}")).collect::<Vec<_>>().join(", ");
        let text = format!("SELECT {columns}\n  FROM t\n  WHERE a = 'x 1'\n  ORDER BY {columns}");
        let summary = rina_trace_sql::summarize(&text, Dialect::MySql).unwrap();
        let said = message(&text, Dialect::MySql, &summary).unwrap();
        assert!(
            said.contains("FROM t WHERE a = ? ORDER BY column_0, ") && said.contains("`.. column_"),
            "{said}"
        );
        assert!(said.len() < 400, "{said}");
    }
}
