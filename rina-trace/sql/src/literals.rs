//! The literals of a text, with what they stand beside, which tells a value from a constant of the program; and its
//! placeholders.
//!
//! Knows tokens; known by the macros, which say where a value was pasted in.

use std::ops::Range;

use crate::dialect::Dialect;
use crate::tokens::{Kind, Token, Tokens};

/// A literal of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Its bytes, quotes included.
    pub range: Range<usize>,
    /// What it is.
    pub kind: LiteralKind,
    /// Where it stands.
    pub place: Place,
}

/// What a literal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralKind {
    /// In quotes of whatever kind.
    Text,
    /// With its sign.
    Number,
}

/// Where a literal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind `=`, `<>`, `<`, `LIKE`, `BETWEEN` or `AND`; also behind the `=` of `SET`.
    Comparison,
    /// In the list of an `IN`.
    List,
    /// In a row of `VALUES`.
    Row,
    /// Anywhere else: a format, a path, an argument, what is selected.
    Elsewhere,
}

/// The literals of a text in their order; `None` if it cannot be read.
///
/// ```
/// use rina_trace_sql::{Dialect, Place, literals};
///
/// let found = literals("SELECT to_char(at, 'YYYY') FROM t WHERE name = 'Ada'", Dialect::PostgreSql);
/// let places: Vec<_> = found.unwrap_or_default().into_iter().map(|literal| literal.place).collect();
/// assert_eq!(places, [Place::Elsewhere, Place::Comparison]);
/// ```
pub fn literals(text: &str, dialect: Dialect) -> Option<Vec<Literal>> {
    let mut tokens = Tokens::new(text, dialect);
    let mut found = Vec::new();
    let mut levels = Vec::new();
    let mut last = Token { kind: Kind::End, start: 0, end: 0 };
    // Behind `VALUES` and its rows, with commas between them.
    let mut are_rows = false;
    loop {
        let token = tokens.next().ok()?;
        let kind = match token.kind {
            Kind::End => return Some(found),
            Kind::Text => Some(LiteralKind::Text),
            Kind::Number => Some(LiteralKind::Number),
            Kind::Open => {
                levels.push(match () {
                    () if tokens.is_word(last, "IN") => Place::List,
                    () if are_rows => Place::Row,
                    // A row in a list: `IN ((1, 2))`.
                    () if last.kind == Kind::Open || last.kind == Kind::Comma => levels
                        .last()
                        .filter(|level| **level == Place::List)
                        .copied()
                        .unwrap_or(Place::Elsewhere),
                    () => Place::Elsewhere,
                });
                are_rows = false;
                None
            }
            Kind::Close => {
                are_rows = levels.pop() == Some(Place::Row);
                None
            }
            Kind::Comma => None,
            _ => {
                are_rows = tokens.is_word(token, "VALUES");
                None
            }
        };
        if let Some(kind) = kind {
            let level = levels.last().copied().unwrap_or(Place::Elsewhere);
            let place = place(&tokens, text, last, level);
            found.push(Literal { range: token.start..token.end, kind, place });
        }
        last = token;
    }
}

/// What stands for values that are bound, `$1` or `:name`, in its order; `None` if the text cannot be read.
///
/// Variables, such as `@name`, are among them.
///
/// ```
/// use rina_trace_sql::{Dialect, placeholders};
///
/// let text = "SELECT '$9' FROM t WHERE a = $1 AND b = $2";
/// assert_eq!(placeholders(text, Dialect::PostgreSql), Some(vec![29..31, 40..42]));
/// ```
pub fn placeholders(text: &str, dialect: Dialect) -> Option<Vec<Range<usize>>> {
    let mut tokens = Tokens::new(text, dialect);
    let mut found = Vec::new();
    loop {
        let token = tokens.next().ok()?;
        match token.kind {
            Kind::End => return Some(found),
            Kind::Placeholder => found.push(token.start..token.end),
            _ => {}
        }
    }
}

fn place(tokens: &Tokens<'_>, text: &str, last: Token, level: Place) -> Place {
    match last.kind {
        Kind::Open | Kind::Comma => level,
        Kind::Sign => {
            let behind = text[..last.end].trim_end_matches(|sign: char| "=<>!~@#-|&?*+/".contains(sign));
            match &text[behind.len()..last.end] {
                "=" | "==" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "<=>" => Place::Comparison,
                _ => Place::Elsewhere,
            }
        }
        Kind::Word => {
            let words = ["LIKE", "ILIKE", "RLIKE", "GLOB", "BETWEEN", "AND", "IS"];
            let compares = words.into_iter().any(|word| tokens.is_word(last, word));
            if compares { Place::Comparison } else { Place::Elsewhere }
        }
        _ => Place::Elsewhere,
    }
}
