//! Lists of nothing but values, and rows behind the first: how many there are says nothing of the query.
//!
//! Reads ahead; knows tokens; known by `parameterize`.

use crate::tokens::{Kind, Token, Tokens};

/// If a list of values follows, its reader behind the last parenthesis. The first one is read; `close` ends the list.
///
/// A value is a literal, a placeholder, `NULL`, `TRUE` or `FALSE`, with casts behind it, or a row of such.
pub(crate) fn end_of_values<'a>(tokens: &Tokens<'a>, close: Kind) -> Option<Tokens<'a>> {
    let mut ahead = tokens.clone();
    loop {
        let mut token = ahead.next_solid().ok()?;
        if token.kind == Kind::Open && close == Kind::Close {
            row(&mut ahead)?;
            token = ahead.next_solid().ok()?;
        } else {
            token = value(&mut ahead, token)?;
        }
        match token.kind {
            Kind::Comma => {}
            kind if kind == close => return Some(ahead),
            _ => return None,
        }
    }
}

/// A row of values behind its first parenthesis.
fn row(ahead: &mut Tokens<'_>) -> Option<()> {
    loop {
        let first = ahead.next_solid().ok()?;
        match value(ahead, first)?.kind {
            Kind::Comma => {}
            Kind::Close => return Some(()),
            _ => return None,
        }
    }
}

/// Reads a value that begins with this token, and gives the one behind it.
fn value(ahead: &mut Tokens<'_>, first: Token) -> Option<Token> {
    let is_value = match first.kind {
        Kind::Text | Kind::Number | Kind::Placeholder => true,
        _ => ["NULL", "TRUE", "FALSE", "DEFAULT"].into_iter().any(|word| ahead.is_word(first, word)),
    };
    if !is_value {
        return None;
    }
    let mut token = ahead.next_solid().ok()?;
    while token.kind == Kind::Sign && ahead.slice(token) == b"::" {
        let name = ahead.next_solid().ok()?;
        if name.kind != Kind::Word {
            return None;
        }
        token = ahead.next_solid().ok()?;
        if token.kind == Kind::OpenBracket {
            if ahead.next_solid().ok()?.kind != Kind::CloseBracket {
                return None;
            }
            token = ahead.next_solid().ok()?;
        }
    }
    Some(token)
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
    while ahead.next_solid().is_ok_and(|token| token.kind == Kind::Comma)
        && ahead.next_solid().is_ok_and(|token| token.kind == Kind::Open)
    {
        if close(&mut ahead).is_none() {
            return Rows::Open;
        }
        end = Rows::End(ahead.clone());
    }
    end
}

/// Reads on to the parenthesis that closes the one before.
fn close(ahead: &mut Tokens<'_>) -> Option<()> {
    let mut depth = 1_usize;
    loop {
        match ahead.next_solid().ok()?.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            Kind::End => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(());
        }
    }
}
