//! The words that say what may follow them, as numbers: to compare one is to compare two registers. Knows nothing; known
//! by all that reads a text.

/// The longest word that has a number of its own; what is longer is none that is asked for.
const LONGEST: usize = 16;

/// The number of a word in whatever case, from the bytes of a text; zero if it is too long.
///
/// Without the bit that tells a small letter from a capital one; no other byte of a word becomes a letter by that.
#[inline(always)]
pub(crate) fn key(text: &[u8], start: usize, end: usize) -> u128 {
    const CAPITALS: u128 = u128::from_le_bytes([0xdf; LONGEST]);
    let length = end - start;
    if length > LONGEST {
        return 0;
    }
    match text.get(start..).and_then(|rest| rest.first_chunk::<LONGEST>()) {
        // What stands behind the word is cut off; to copy the word alone would be to read what was written just now.
        Some(bytes) => {
            (u128::from_le_bytes(*bytes) & CAPITALS) & (u128::MAX >> (8 * (LONGEST - length) % 128))
        }
        None => number(&text[start..end]) & CAPITALS,
    }
}

macro_rules! words {
    ($($word:ident)*) => {
        $(pub(crate) const $word: u128 = number(stringify!($word).as_bytes());)*
    };
}

const fn number(word: &[u8]) -> u128 {
    let mut number = 0;
    let mut at = 0;
    while at < word.len() {
        number |= (word[at] as u128) << (8 * at);
        at += 1;
    }
    number
}

words! {
    ABORT ALL ALTER ANALYZE AND ANY AS ASC BETWEEN BINARY BY CALL CASE CLUSTERED COLLATE CONCURRENTLY COPY
    CREATE CROSS DATE DAY DEFAULT DELAYED DELETE DESC DESCRIBE DISTINCT DIV DROP DUAL ELSE END ESCAPE EXCEPT
    EXEC EXECUTE EXISTS EXPLAIN EXTERNAL FAIL FALSE FETCH FIRST FOR FOREIGN FREEZE FROM FULL FULLTEXT GLOB
    GLOBAL GROUP HAVING HIGH_PRIORITY HOUR IF IGNORE ILIKE IN INCREMENT INDEX INET INNER INSERT INTERSECT
    INTERVAL INTO IS JOIN JSON JSONB LATERAL LEFT LIKE LIMIT LOCAL LOCK LOGIN LOW_PRIORITY MATCH MATERIALIZED
    MAXVALUE MERGE MINUS MINUTE MINVALUE MOD MONTH NEXT NONCLUSTERED NOT NULL NUMERIC OFFSET ON ONLY OPTIMIZE
    OR ORDER OVERWRITE PRAGMA RECURSIVE REGEXP REPLACE RETURN RETURNING RLIKE ROLE ROLLBACK SECOND SELECT
    SEPARATOR SET SIMILAR SPATIAL START STRAIGHT_JOIN TABLE TABLES TEMP TEMPORARY THEN TIME TIMESTAMP
    TIMESTAMPTZ TO TOP TRUE TRUNCATE UNION UNIQUE UNLOGGED UPDATE UPSERT USE USER USING UUID VACUUM VALUES
    VERBOSE VIEW VIRTUAL WEEK WHEN WHERE WINDOW WITH XOR YEAR ZONE
}

/// What follows is a value: a sign before a number is its own.
pub(crate) fn wants_value(word: u128) -> bool {
    matches!(
        word,
        ALL | AND
            | ANY
            | AS
            | BETWEEN
            | BY
            | CASE
            | DEFAULT
            | DIV
            | ELSE
            | FETCH
            | FIRST
            | FROM
            | HAVING
            | ILIKE
            | IN
            | INCREMENT
            | INTERVAL
            | IS
            | LIKE
            | LIMIT
            | MAXVALUE
            | MINVALUE
            | MOD
            | NEXT
            | NOT
            | OFFSET
            | ON
            | OR
            | RETURN
            | RETURNING
            | SELECT
            | SET
            | START
            | THEN
            | TO
            | TOP
            | VALUES
            | WHEN
            | WHERE
            | WITH
            | XOR
    )
}

/// What follows is a name.
pub(crate) fn wants_name(word: u128) -> bool {
    matches!(word, AS | FROM | JOIN | INTO | UPDATE | TABLE | INDEX | VIEW | EXISTS)
}

/// May stand beside a quote without a blank. Of all other words a quote makes a text that can be read in two ways.
pub(crate) fn touches_quotes(word: u128) -> bool {
    wants_value(word)
        || matches!(
            word,
            ASC | BINARY
                | COLLATE
                | CROSS
                | DATE
                | DAY
                | DESC
                | DISTINCT
                | END
                | ESCAPE
                | EXCEPT
                | FOR
                | GLOB
                | GROUP
                | HOUR
                | INET
                | INNER
                | INTERSECT
                | INTO
                | JOIN
                | JSON
                | JSONB
                | LEFT
                | MATCH
                | MINUTE
                | MONTH
                | NUMERIC
                | ORDER
                | REGEXP
                | RLIKE
                | SECOND
                | SEPARATOR
                | SIMILAR
                | TIME
                | TIMESTAMP
                | TIMESTAMPTZ
                | UNION
                | USING
                | UUID
                | WEEK
                | YEAR
                | ZONE
        )
}
