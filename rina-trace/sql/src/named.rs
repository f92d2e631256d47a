//! Names in double quotes that are values for `SQLite`, by what stands around them. Known by `parameterize`.
//!
//! What is taken for a value and is a name costs a word of the text; the other way round a value would be told.

use crate::tokens::{Kind, Token, Tokens};

/// Where a name stands.
#[derive(Default)]
pub(crate) struct Named {
    /// How deep the list is that is around it, behind `IN` or a comparison.
    list: Option<usize>,
    /// The `AND` that comes is that of a `BETWEEN`.
    is_between: bool,
    /// It stands behind that `AND`.
    is_behind_and: bool,
}

impl Named {
    /// A parenthesis that is so deep has opened behind `last`.
    pub(crate) fn open(&mut self, tokens: &Tokens<'_>, last: Token, depth: usize) {
        let compares =
            last.kind == Kind::Sign && matches!(tokens.slice(last).first(), Some(b'=' | b'<' | b'>' | b'!'));
        if self.list.is_none() && (compares || tokens.is_word(last, "IN")) && !is_query(tokens) {
            self.list = Some(depth);
        }
    }

    /// One that was so deep has closed.
    pub(crate) fn close(&mut self, depth: usize) {
        if self.list == Some(depth) {
            self.list = None;
        }
    }

    pub(crate) fn word(&mut self, tokens: &Tokens<'_>, word: Token) {
        self.is_behind_and = self.is_between && tokens.is_word(word, "AND");
        self.is_between = (self.is_between && !self.is_behind_and) || tokens.is_word(word, "BETWEEN");
    }

    /// True if this name, behind `last`, is a value.
    pub(crate) fn is_value(&self, tokens: &Tokens<'_>, last: Token, name: Token) -> bool {
        let is_behind = |words: &[&str]| words.iter().any(|word| tokens.is_word(last, word));
        let is_part = last.kind == Kind::Dot || tokens.is_before_dot(name);
        let is_compared = is_behind(&["BETWEEN", "IS", "NOT"]) || (self.is_behind_and && is_behind(&["AND"]));
        !is_part && (self.list.is_some() || is_compared)
    }
}

/// True if a query comes next, in which names are names.
fn is_query(tokens: &Tokens<'_>) -> bool {
    let next = tokens.clone().next();
    next.is_ok_and(|next| ["SELECT", "WITH", "VALUES"].iter().any(|word| tokens.is_word(next, word)))
}
