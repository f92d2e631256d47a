//! What stands for a value that is bound to the query: `$1`, `?`, `?1`, `:name`, `@name`, `%s`, `%(name)s`.
//!
//! A part of `tokens`.

use crate::bytes::{Class, class, is_in_word, peek, word_end};
use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::numbers::number_end;
use crate::tokens::{Kind, Tokens};

impl Tokens<'_> {
    /// `$1`, `$name`, and text in dollar quotes.
    pub(super) fn dollar(&self, start: usize) -> Result<(Kind, usize), Fault> {
        let first = start + 1;
        if peek(self.text, first).is_ascii_digit() {
            let end = self.digits_end(first);
            // An amount of money for SQL Server: no query has so many placeholders, or parts of one.
            let is_money = end - first > 2 || peek(self.text, end) == b'.';
            if self.dialect == Dialect::Generic && is_money {
                return Ok((Kind::Number, number_end(self.text, first)));
            }
            return Ok((Kind::Placeholder, end));
        }
        if matches!(self.dialect, Dialect::PostgreSql | Dialect::Generic)
            && let Some(end) = self.dollar_quote_end(start)?
        {
            return Ok((Kind::Text, end));
        }
        Ok(self.named(first))
    }

    /// In `PostgreSQL` an operator, too. It is kept in any case.
    pub(super) fn question(&self, start: usize) -> (Kind, usize) {
        let first = start + 1;
        let is_numbered = matches!(self.dialect, Dialect::Sqlite | Dialect::Generic);
        (Kind::Placeholder, if is_numbered { self.digits_end(first) } else { first })
    }

    /// `:name`; `:1` where nothing stands before, for in `a[1:2]` it is none; `::` and `:=`.
    pub(super) fn colon(&self, start: usize) -> (Kind, usize) {
        let first = start + 1;
        match peek(self.text, first) {
            b':' | b'=' => (Kind::Sign, start + 2),
            b'0'..=b'9' if matches!(self.dialect, Dialect::Sqlite | Dialect::Generic) => {
                if self.is_behind_operand() {
                    return (Kind::Sign, first);
                }
                (Kind::Placeholder, self.digits_end(first))
            }
            _ => self.named(first),
        }
    }

    /// `@name`, and `@@name`, which is a setting.
    pub(super) fn commercial_at(&self, start: usize) -> (Kind, usize) {
        let first = start + if peek(self.text, start + 1) == b'@' { 2 } else { 1 };
        self.named(first)
    }

    /// `%s`, `%(name)s`.
    pub(super) fn percent(&self, start: usize) -> (Kind, usize) {
        let mut letter = start + 1;
        if peek(self.text, letter) == b'(' && class(peek(self.text, letter + 1)) == Class::Letter {
            let end = word_end(self.text, letter + 1);
            if peek(self.text, end) != b')' {
                return (Kind::Sign, start + 1);
            }
            letter = end + 1;
        }
        if peek(self.text, letter) == b's' && !is_in_word(peek(self.text, letter + 1)) {
            return (Kind::Placeholder, letter + 1);
        }
        (Kind::Sign, start + 1)
    }

    /// What has a sign before its name; the sign alone if there is no name.
    fn named(&self, first: usize) -> (Kind, usize) {
        if class(peek(self.text, first)) != Class::Letter {
            return (Kind::Sign, first);
        }
        (Kind::Placeholder, word_end(self.text, first))
    }

    fn digits_end(&self, at: usize) -> usize {
        let digits = self.text[at..].iter().take_while(|byte| byte.is_ascii_digit());
        at + digits.count()
    }
}
