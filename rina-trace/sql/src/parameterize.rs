//! A text with a `?` in place of each value. Knows tokens, lists and output.

use std::borrow::Cow;

use crate::dialect::Dialect;
use crate::lists::{Rows, end_of_rows, end_of_values};
use crate::named::Named;
use crate::output::Output;
use crate::tokens::{Kind, Token, Tokens};

/// The longest text that is given back, in bytes; what is longer is cut behind a token, and ends in `...`.
pub const MAX_LENGTH: usize = 8 * 1024;

/// The text with every literal replaced by `?`; `None` if it cannot be read, so that it must not be passed on.
///
/// Numbers and texts in all kinds of quotes are literals; `TRUE`, `FALSE` and `NULL` stay, and so do placeholders.
/// Comments go, for they may carry data, and blanks in a row become one. A list of values behind `IN` becomes
/// `IN (?)`, one in `ARRAY[..]` becomes `ARRAY[?]`, and of the rows behind `VALUES` the first one is kept, so that a
/// query has one text, however much it is given. Names and keywords stay as they are written. A text in which nothing
/// is to be changed is borrowed. At most [`MAX_LENGTH`] bytes are given back.
///
/// It follows OpenTelemetry's
/// [sanitization of `db.query.text`](https://opentelemetry.io/docs/specs/semconv/db/database-spans/#sanitization-of-dbquerytext).
///
/// ```
/// use rina_trace_sql::{Dialect, parameterize};
///
/// let text = "INSERT INTO users (name, age)\n  VALUES ('Ada', 36), ('Alan', 41) -- by the importer";
/// assert_eq!(
///     parameterize(text, Dialect::MySql).as_deref(),
///     Some("INSERT INTO users (name, age) VALUES (?, ?)")
/// );
/// ```
pub fn parameterize(text: &str, dialect: Dialect) -> Option<Cow<'_, str>> {
    let mut tokens = Tokens::new(text, dialect);
    let mut output = Output::new(text, MAX_LENGTH);
    let mut last = Token { kind: Kind::End, start: 0, end: 0 };
    let mut depth = 0_usize;
    // How deep the row is that is the first behind `VALUES`.
    let mut row = None;
    let mut folds_rows = true;
    let mut named = Named::default();
    loop {
        let token = tokens.next().ok()?;
        match token.kind {
            Kind::End => return Some(output.finish()),
            Kind::Text | Kind::Number => output.replace(token, "?"),
            // SQLite takes these for values where it knows no such name, which is what is meant in a row, in a list and
            // between two others.
            Kind::Name
                if dialect == Dialect::Sqlite && (row.is_some() || named.is_value(&tokens, last, token)) =>
            {
                output.replace(token, "?");
            }
            Kind::Open | Kind::OpenBracket => {
                if let Some((end, with)) = list(&mut tokens, last, token) {
                    output.replace(Token { end, ..token }, with);
                    last = Token { kind: Kind::Close, start: end, end };
                    if output.is_full() {
                        return Some(output.cut());
                    }
                    continue;
                }
                output.keep(token);
                depth += usize::from(token.kind == Kind::Open);
                if dialect == Dialect::Sqlite && token.kind == Kind::Open {
                    named.open(&tokens, last, depth);
                }
                if folds_rows && row.is_none() && tokens.is_word(last, "VALUES") {
                    row = Some(depth);
                }
            }
            Kind::Close => {
                output.keep(token);
                if row == Some(depth) {
                    row = None;
                    match end_of_rows(&tokens) {
                        Rows::None => {}
                        Rows::Open => folds_rows = false,
                        Rows::End(ahead) => {
                            tokens.catch_up(&ahead);
                            output.drop_to(ahead.at());
                        }
                    }
                }
                named.close(depth);
                depth = depth.saturating_sub(1);
            }
            Kind::Word => {
                named.word(&tokens, token);
                output.keep(token);
            }
            _ => output.keep(token),
        }
        last = token;
        if output.is_full() {
            return Some(output.cut());
        }
    }
}

/// Reads a list of values that begins with this token: where it ends, and what stands for it.
fn list(tokens: &mut Tokens<'_>, last: Token, open: Token) -> Option<(usize, &'static str)> {
    let (close, with) = match open.kind {
        Kind::Open if tokens.is_word(last, "IN") => (Kind::Close, "(?)"),
        Kind::OpenBracket if tokens.is_word(last, "ARRAY") => (Kind::CloseBracket, "[?]"),
        _ => return None,
    };
    let ahead = end_of_values(tokens, close)?;
    tokens.catch_up(&ahead);
    Some((ahead.at(), with))
}
