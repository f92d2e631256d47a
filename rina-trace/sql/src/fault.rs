//! What keeps a text from being read. Known by all that reads one.

use crate::dialect::Dialect;
use crate::tokens::{Kind, Tokens};

/// Why a text cannot be read, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub problem: Problem,
    /// The byte at which it begins.
    pub at: usize,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A quote that nothing ends.
    UnclosedQuote,
    /// A quote within a word, as in `'O'Brien'`: where values begin and end cannot be told.
    QuoteInWord,
    /// A backslash before a quote: some databases end the text there, and others do not. [`Dialect::Generic`] alone.
    EscapedQuote,
    /// A comment that nothing ends.
    UnclosedComment,
    /// A parenthesis that nothing closes. Said by [`check`] alone.
    UnclosedParenthesis,
    /// A parenthesis that closes nothing. Said by [`check`] alone.
    UnopenedParenthesis,
}

impl Problem {
    pub(crate) const fn at(self, at: usize) -> Fault {
        Fault { problem: self, at }
    }
}

/// What is wrong with a text, as far as its tokens tell: quotes and comments that do not end, parentheses that do not
/// match.
///
/// ```
/// use rina_trace_sql::{Dialect, Fault, Problem, check};
///
/// let fault = check("SELECT count(* FROM users", Dialect::Sqlite);
/// assert_eq!(fault, Some(Fault { problem: Problem::UnclosedParenthesis, at: 12 }));
/// assert_eq!(check("SELECT count(*) FROM users", Dialect::Sqlite), None);
/// ```
pub fn check(text: &str, dialect: Dialect) -> Option<Fault> {
    let mut tokens = Tokens::new(text, dialect);
    let mut open = Vec::new();
    loop {
        let token = match tokens.next() {
            Ok(token) => token,
            Err(fault) => return Some(fault),
        };
        match token.kind {
            Kind::Open => open.push(token.start),
            Kind::Close if open.pop().is_none() => return Some(Problem::UnopenedParenthesis.at(token.start)),
            Kind::End => return open.pop().map(|at| Problem::UnclosedParenthesis.at(at)),
            _ => {}
        }
    }
}
