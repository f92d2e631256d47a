//! The words that say what may follow them. Knows nothing; known by all that reads a text.

/// The longest word that is asked for.
const LONGEST: usize = 16;

/// A word in capitals, for a `match`; empty if it is longer than any that is asked for.
pub(crate) struct Upper([u8; LONGEST], usize);

impl Upper {
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Self {
        let mut upper = [0; LONGEST];
        if word.len() > LONGEST {
            return Self(upper, 0);
        }
        for (upper, byte) in upper.iter_mut().zip(word) {
            *upper = byte.to_ascii_uppercase();
        }
        Self(upper, word.len())
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// What follows is a value: a sign before a number is its own.
pub(crate) fn wants_value(word: &[u8]) -> bool {
    matches!(
        Upper::of(word).as_bytes(),
        b"ALL"
            | b"AND"
            | b"ANY"
            | b"AS"
            | b"BETWEEN"
            | b"BY"
            | b"CASE"
            | b"DEFAULT"
            | b"DIV"
            | b"ELSE"
            | b"FETCH"
            | b"FIRST"
            | b"FROM"
            | b"HAVING"
            | b"ILIKE"
            | b"IN"
            | b"INCREMENT"
            | b"INTERVAL"
            | b"IS"
            | b"LIKE"
            | b"LIMIT"
            | b"MAXVALUE"
            | b"MINVALUE"
            | b"MOD"
            | b"NEXT"
            | b"NOT"
            | b"OFFSET"
            | b"ON"
            | b"OR"
            | b"RETURN"
            | b"RETURNING"
            | b"SELECT"
            | b"SET"
            | b"START"
            | b"THEN"
            | b"TO"
            | b"TOP"
            | b"VALUES"
            | b"WHEN"
            | b"WHERE"
            | b"WITH"
            | b"XOR"
    )
}

/// What follows is a name.
pub(crate) fn wants_name(word: &[u8]) -> bool {
    matches!(
        Upper::of(word).as_bytes(),
        b"AS" | b"FROM" | b"JOIN" | b"INTO" | b"UPDATE" | b"TABLE" | b"INDEX" | b"VIEW" | b"EXISTS"
    )
}

/// May stand beside a quote without a blank. Of all other words a quote makes a text that can be read in two ways.
pub(crate) fn touches_quotes(word: &[u8]) -> bool {
    wants_value(word)
        || matches!(
            Upper::of(word).as_bytes(),
            b"ASC"
                | b"BINARY"
                | b"COLLATE"
                | b"CROSS"
                | b"DATE"
                | b"DESC"
                | b"DISTINCT"
                | b"END"
                | b"ESCAPE"
                | b"EXCEPT"
                | b"FOR"
                | b"GLOB"
                | b"GROUP"
                | b"INNER"
                | b"INTERSECT"
                | b"INTO"
                | b"JOIN"
                | b"LEFT"
                | b"MATCH"
                | b"ORDER"
                | b"REGEXP"
                | b"RLIKE"
                | b"SEPARATOR"
                | b"SIMILAR"
                | b"TIME"
                | b"TIMESTAMP"
                | b"TIMESTAMPTZ"
                | b"UNION"
                | b"USING"
        )
}
