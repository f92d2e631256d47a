//! Where a value ends that stands in a free text: quoted, in brackets, or up to a blank.
//!
//! In doubt it goes on: rather too much is taken out than the end of a secret left.

use std::ops::Range;

use super::Look;
use super::pair::is_scheme;

impl Look<'_> {
    /// The value of a parameter in a URL or a form.
    pub(super) fn parameter(&self, from: usize) -> Range<usize> {
        let ends = |byte: u8| byte.is_ascii_whitespace() || b"&#\"'<>`".contains(&byte);
        from..self.end_of(from, |byte| !ends(byte))
    }

    /// The value that begins at or soon behind `from`; `is_line`: it goes on to the end of the line.
    pub(super) fn value(&self, from: usize, is_line: bool) -> Range<usize> {
        let from = self.end_of(from, |byte| matches!(byte, b'=' | b'>'));
        let start = self.end_of(from, |byte| matches!(byte, b' ' | b'\t'));
        let escaped = self.end_of(start, |byte| byte == b'\\');
        match self.byte(escaped) {
            Some(quote @ (b'"' | b'\'' | b'`')) => {
                escaped + 1..self.closing(escaped + 1, quote, escaped - start)
            }
            _ if is_line => start..self.end_of(start, |byte| !matches!(byte, b'\n' | b'\r' | b'"' | b'`')),
            _ => start..self.end_of_bare(start),
        }
    }

    /// Where the quotation ends whose quotes have so many backslashes before them.
    fn closing(&self, from: usize, quote: u8, backslashes: usize) -> usize {
        let (mut at, mut seen) = (from, 0);
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\\' => seen += 1,
                // Two of them are one that belongs to the text, in SQL.
                b'\'' if byte == quote && at > from && self.byte(at + 1) == Some(quote) => at += 1,
                _ if byte == quote && seen <= backslashes => return at - seen,
                _ => seen = 0,
            }
            at += 1;
        }
        at
    }

    /// Where a value without quotes ends. Brackets are passed with all that is in them.
    fn end_of_bare(&self, start: usize) -> usize {
        let (mut at, mut depth) = (start, 0_usize);
        while let Some(byte) = self.byte(at) {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth > 0 => depth -= 1,
                b')' | b']' | b'}' | b',' if depth == 0 && self.is_end_of_clause(at + 1) => return at,
                // A prefix, such as that of `b"bytes"`, is part of the value.
                b'"' | b'\'' | b'`' if depth > 0 || (start + 1..=start + 2).contains(&at) => {
                    at = self.closing(at + 1, byte, 0);
                }
                b'"' | b'\'' | b'`' | b';' | b'&' | b'<' | b'>' | b'\n' if depth == 0 => return at,
                b'\\' if depth == 0 && matches!(self.byte(at + 1), Some(b'"' | b'\'' | b'n')) => return at,
                b' ' | b'\t' | b'\r' if depth == 0 => {
                    // Behind the name of a scheme comes what is secret.
                    if !self.bytes.get(start..at).is_some_and(is_scheme) {
                        return at;
                    }
                    at = self.end_of(at, |byte| byte == b' ') - 1;
                }
                _ => {}
            }
            at += 1;
        }
        self.bytes.len()
    }

    fn is_end_of_clause(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|byte| byte.is_ascii_whitespace() || b",;.:)]}\"'`".contains(&byte))
    }
}
