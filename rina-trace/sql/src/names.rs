//! Names in quotes and brackets, and what is one by its place. A part of `tokens`.

use crate::bytes::{Class, class, is_in_word, peek};
use crate::dialect::Dialect;
use crate::fault::{Fault, Problem};
use crate::tokens::{Kind, Tokens};
use crate::words;

impl Tokens<'_> {
    /// Where a name in quotes ends; a quote that is written twice is one.
    pub(super) fn name_end(&self, start: usize, sign: u8) -> Result<usize, Fault> {
        let mut at = start + 1;
        while let Some(length) = self.text[at..].iter().position(|byte| *byte == sign) {
            at += length + 1;
            if peek(self.text, at) != sign {
                return Ok(at);
            }
            at += 1;
        }
        Err(Problem::UnclosedQuote.at(start))
    }

    /// A name, and for `MySQL` a value, for `SQLite` where it is compared. Of an unknown database it is a name where only a name may stand.
    pub(super) fn double_quoted(&self, start: usize) -> Result<(Kind, usize), Fault> {
        match self.dialect {
            Dialect::PostgreSql => Ok((Kind::Name, self.name_end(start, b'"')?)),
            Dialect::Sqlite => {
                let end = self.name_end(start, b'"')?;
                let is_value = self.is_compared() && peek(self.text, end) != b'.';
                Ok((if is_value { Kind::Text } else { Kind::Name }, end))
            }
            Dialect::MySql | Dialect::BigQuery => Ok((Kind::Text, self.text_end(start, start)?)),
            Dialect::Generic => {
                let end = self.text_end(start, start)?;
                let is_name = self.wants_name() || peek(self.text, end) == b'.';
                Ok((if is_name { Kind::Name } else { Kind::Text }, end))
            }
        }
    }

    /// `SQLite` takes a name that it does not know for a value. Behind a comparison that is what is mostly meant.
    fn is_compared(&self) -> bool {
        match self.before.kind {
            Kind::Sign => matches!(self.text[self.before.start], b'=' | b'<' | b'>' | b'!'),
            Kind::Word => {
                matches!(self.key(self.before), words::LIKE | words::GLOB | words::MATCH | words::REGEXP)
            }
            _ => false,
        }
    }

    /// `[name]`, where brackets are around names; else an element of an array, or its elements.
    pub(super) fn bracket(&self, start: usize) -> Result<(Kind, usize), Fault> {
        let open = (Kind::OpenBracket, start + 1);
        match self.dialect {
            Dialect::PostgreSql | Dialect::MySql | Dialect::BigQuery => Ok(open),
            Dialect::Sqlite => {
                let length = self.text[start..].iter().position(|byte| *byte == b']');
                let length = length.ok_or(Problem::UnclosedQuote.at(start))?;
                Ok((Kind::Name, start + length + 1))
            }
            Dialect::Generic => {
                let in_name = |byte: &u8| is_in_word(*byte) || matches!(byte, b' ' | b'-' | b'#' | b'@');
                let end = self.text[start + 1..].iter().position(|byte| !in_name(byte));
                let end = end.map_or(self.text.len(), |length| start + 1 + length);
                let is_name =
                    class(peek(self.text, start + 1)) == Class::Letter && peek(self.text, end) == b']';
                Ok(if is_name { (Kind::Name, end + 1) } else { open })
            }
        }
    }
}
