//! Lists of nothing but values, and rows behind the first: how many there are says nothing of the query.
//!
//! Reads ahead; knows tokens; known by `parameterize`.

use crate::dialect::Dialect;
use crate::tokens::{Kind, Tokens};
use crate::words;

/// What may come next in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// A comma, the end, or a cast.
    Separator,
    /// The type of a cast.
    Type,
    /// As before, or brackets: the type is that of an array.
    Brackets,
    CloseBracket,
}

/// If a list of values follows, its reader behind the last parenthesis. The first one is read; `close` ends the list.
///
/// A value is a literal, a placeholder, `NULL`, `TRUE`, `FALSE` or `DEFAULT`, with casts behind it, or a row of such.
pub(crate) fn end_of_values<'a>(tokens: &Tokens<'a>, close: Kind) -> Option<Tokens<'a>> {
    let mut ahead = tokens.clone();
    let mut next = Next::Value;
    let mut is_in_row = false;
    loop {
        let token = ahead.next().ok()?;
        next = match (next, token.kind) {
            (Next::Value, Kind::Text | Kind::Number | Kind::Placeholder)
            | (Next::CloseBracket, Kind::CloseBracket) => Next::Separator,
            // SQLite takes a name that it does not know for a value.
            (Next::Value, Kind::Name) if ahead.dialect() == Dialect::Sqlite => Next::Separator,
            (Next::Value, Kind::Word) => match ahead.key(token) {
                words::NULL | words::TRUE | words::FALSE | words::DEFAULT => Next::Separator,
                _ => return None,
            },
            (Next::Value, Kind::Open) if close == Kind::Close && !is_in_row => {
                is_in_row = true;
                Next::Value
            }
            (Next::Separator | Next::Brackets, Kind::Comma) => Next::Value,
            (Next::Separator | Next::Brackets, Kind::Close) if is_in_row => {
                is_in_row = false;
                Next::Separator
            }
            (Next::Separator | Next::Brackets, kind) if kind == close => return Some(ahead),
            (Next::Separator | Next::Brackets, Kind::Sign) if ahead.slice(token) == b"::" => Next::Type,
            (Next::Type, Kind::Word) => Next::Brackets,
            (Next::Brackets, Kind::OpenBracket) => Next::CloseBracket,
            _ => return None,
        };
    }
}

/// What follows a first row.
pub(crate) enum Rows<'a> {
    /// Nothing that is one.
    None,
    /// Rows: the reader behind the last of them.
    End(Tokens<'a>),
    /// A row that nothing closes: to look for the end of others would be to read all of the text each time.
    Open,
}

/// Reads the rows that follow a first one.
pub(crate) fn end_of_rows<'a>(tokens: &Tokens<'a>) -> Rows<'a> {
    let mut ahead = tokens.clone();
    let mut end = Rows::None;
    let mut depth = 0_usize;
    let mut is_behind_comma = false;
    loop {
        let Ok(token) = ahead.next() else { return if depth > 0 { Rows::Open } else { end } };
        match token.kind {
            Kind::Open if depth > 0 || is_behind_comma => depth += 1,
            Kind::Close if depth > 1 => depth -= 1,
            Kind::Close if depth == 1 => {
                depth = 0;
                end = Rows::End(ahead.clone());
            }
            Kind::End if depth > 0 => return Rows::Open,
            _ if depth > 0 => {}
            Kind::Comma if !is_behind_comma => {}
            _ => return end,
        }
        is_behind_comma = depth == 0 && token.kind == Kind::Comma;
    }
}
