//! Blanks and comments. A part of `tokens`.

use crate::bytes::{Class, class, peek};
use crate::dialect::Dialect;
use crate::fault::{Fault, Problem};
use crate::tokens::{Kind, Token, Tokens};

impl Tokens<'_> {
    /// Where blanks and comments end that begin here; the same place if there are none.
    #[inline(never)]
    pub(super) fn blank_end(&mut self, mut at: usize) -> Result<usize, Fault> {
        while let Some(&byte) = self.text.get(at) {
            let end = match class(byte) {
                Class::Space => at + 1,
                Class::Dash | Class::Slash | Class::Star | Class::Hash => self.comment_end(at)?,
                _ => break,
            };
            if end == at {
                break;
            }
            at = end;
        }
        Ok(at)
    }

    fn comment_end(&mut self, at: usize) -> Result<usize, Fault> {
        let next = peek(self.text, at + 1);
        match (self.text[at], next) {
            (b'-', b'-') if self.are_dashes_a_comment(at) => Ok(self.line_end(at + 2)),
            (b'#', _) if self.dialect.quotes_values_twice() => Ok(self.line_end(at + 1)),
            (b'/', b'*') => self.block_end(at),
            (b'*', b'/') if self.is_in_comment => {
                self.is_in_comment = false;
                Ok(at + 2)
            }
            _ => Ok(at),
        }
    }

    /// `MySQL` wants a blank behind them, or `5--1` would be none. Dashes in a row are judged at the first of them.
    fn are_dashes_a_comment(&self, start: usize) -> bool {
        if self.dialect != Dialect::MySql {
            return true;
        }
        let is_behind_dash = self.before.end == start && start > 0 && self.text[start - 1] == b'-';
        if is_behind_dash {
            return false;
        }
        let dashes = self.text[start..].iter().take_while(|byte| **byte == b'-').count();
        match &self.text[start + dashes..] {
            [] | [0..=b' ' | b'#', ..] | [b'/', b'*', ..] => true,
            [..] => false,
        }
    }

    fn line_end(&self, at: usize) -> usize {
        // For PostgreSQL a carriage return ends a line, too.
        let is_end = |byte: &u8| *byte == b'\n' || (*byte == b'\r' && self.dialect == Dialect::PostgreSql);
        self.text[at..].iter().position(is_end).map_or(self.text.len(), |length| at + length)
    }

    fn block_end(&mut self, start: usize) -> Result<usize, Fault> {
        let mut at = start + 2;
        if self.dialect == Dialect::MySql {
            // What stands in these is executed; it is read as what it is.
            let sign = at + usize::from(peek(self.text, at) == b'M');
            if peek(self.text, sign) == b'!' {
                self.is_in_comment = true;
                let version = self.text[sign + 1..].iter().take(6).take_while(|byte| byte.is_ascii_digit());
                return Ok(sign + 1 + version.count());
            }
        }
        // Where a database does not nest them, to do so can only remove more, or find no end.
        let nests = matches!(self.dialect, Dialect::PostgreSql | Dialect::BigQuery | Dialect::Generic);
        let mut depth = 1_usize;
        while let Some(&byte) = self.text.get(at) {
            match (byte, peek(self.text, at + 1)) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return Ok(at);
                    }
                }
                (b'/', b'*') if nests => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        if self.dialect == Dialect::Sqlite { Ok(at) } else { Err(Problem::UnclosedComment.at(start)) }
    }

    /// Behind the last token.
    pub(super) fn end(&self) -> Result<Token, Fault> {
        let at = self.text.len();
        if self.is_in_comment {
            return Err(Problem::UnclosedComment.at(at));
        }
        Ok(Token { kind: Kind::End, start: at, end: at })
    }
}
