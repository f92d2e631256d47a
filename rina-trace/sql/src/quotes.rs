//! Values in quotes, by what stands before them. A part of `tokens`.

use crate::bytes::{Class, class, is_in_word, peek, word_end};
use crate::dialect::Dialect;
use crate::fault::{Fault, Problem};
use crate::tokens::{Kind, Tokens};
use crate::words;

impl Tokens<'_> {
    /// A word and a quote without a blank between them: `E'..'`, `_utf8'..'`, `date'..'`.
    #[cold]
    pub(super) fn before_quote(&self, start: usize, end: usize) -> Result<(Kind, usize), Fault> {
        let word = (Kind::Word, end);
        let text = &self.text[start..end];
        match (self.text[end], self.dialect) {
            (b'&', Dialect::PostgreSql | Dialect::Generic) if text.eq_ignore_ascii_case(b"u") => {
                match peek(self.text, end + 1) {
                    b'\'' => Ok((Kind::Text, self.text_end(start, end + 1)?)),
                    b'"' => Ok((Kind::Name, self.name_end(end + 1, b'"')?)),
                    _ => Ok(word),
                }
            }
            (b'&', _) | (b'"', Dialect::PostgreSql | Dialect::Sqlite | Dialect::Generic) => Ok(word),
            (b'\'', Dialect::Generic) if is_one_of(text, &[b"q", b"nq"]) => {
                Ok((Kind::Text, self.oracle_end(start, end)?))
            }
            _ if self.is_prefix(text) => Ok((Kind::Text, self.text_end(start, end)?)),
            _ if words::touches_quotes(words::key(self.text, start, end)) => Ok(word),
            _ => Err(Problem::QuoteInWord.at(start)),
        }
    }

    fn is_prefix(&self, word: &[u8]) -> bool {
        let is_charset = word[0] == b'_' && matches!(self.dialect, Dialect::MySql | Dialect::Generic);
        is_charset || is_one_of(word, &[b"e", b"n", b"b", b"x", b"r", b"rb", b"br"])
    }

    /// Where a value ends whose first quote is at `quote`.
    pub(super) fn text_end(&self, start: usize, quote: usize) -> Result<usize, Fault> {
        let sign = self.text[quote];
        let escapes = self.dialect.quotes_values_twice() || matches!(self.text[start], b'e' | b'E');
        let end = if escapes { escaped_end(self.text, quote) } else { self.plain_end(quote)? };
        let end = end.ok_or(Problem::UnclosedQuote.at(start))?;
        if is_in_word(peek(self.text, end)) {
            // `'O'Brien'`: in what way it was meant is not to be told.
            let word = words::key(self.text, end, word_end(self.text, end));
            if sign == b'\'' && !words::touches_quotes(word) {
                return Err(Problem::QuoteInWord.at(end));
            }
        }
        Ok(end)
    }

    /// A quote that is written twice is one.
    fn plain_end(&self, quote: usize) -> Result<Option<usize>, Fault> {
        let sign = self.text[quote];
        let mut at = quote + 1;
        while let Some(length) = self.text[at..].iter().position(|byte| *byte == sign) {
            at += length + 1;
            if self.dialect == Dialect::Generic && at >= quote + 3 && self.text[at - 2] == b'\\' {
                return Err(Problem::EscapedQuote.at(at - 2));
            }
            if peek(self.text, at) != sign {
                return Ok(Some(at));
            }
            at += 1;
        }
        Ok(None)
    }

    /// `q'[it's]'`: the brackets, or a sign that stands twice, are part of the quotes.
    fn oracle_end(&self, start: usize, quote: usize) -> Result<usize, Fault> {
        let opened = peek(self.text, quote + 1);
        let closed = match opened {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        if opened == 0 || class(opened) == Class::Space {
            return Err(Problem::UnclosedQuote.at(start));
        }
        let inside = self.text.get(quote + 2..).unwrap_or_default();
        let end = inside.windows(2).position(|pair| pair == [closed, b'\'']);
        end.map(|length| quote + 2 + length + 2).ok_or(Problem::UnclosedQuote.at(start))
    }

    /// `$$..$$`, `$tag$..$tag$`; nothing if this begins none.
    pub(super) fn dollar_quote_end(&self, start: usize) -> Result<Option<usize>, Fault> {
        let in_tag = |byte: &&u8| matches!(class(**byte), Class::Letter | Class::Digit);
        let inside = start + 1 + self.text[start + 1..].iter().take_while(in_tag).count() + 1;
        if peek(self.text, inside - 1) != b'$' {
            return Ok(None);
        }
        let tag = &self.text[start..inside];
        let mut at = inside;
        while let Some(length) = self.text[at..].iter().position(|byte| *byte == b'$') {
            at += length;
            if self.text[at..].starts_with(tag) {
                return Ok(Some(at + tag.len()));
            }
            at += 1;
        }
        Err(Problem::UnclosedQuote.at(start))
    }
}

/// A backslash takes the sign behind it along.
fn escaped_end(text: &[u8], quote: usize) -> Option<usize> {
    let sign = text[quote];
    let mut at = quote + 1;
    while let Some(length) = text[at..].iter().position(|byte| *byte == sign || *byte == b'\\') {
        at += length;
        let is_doubled = text[at] == sign && peek(text, at + 1) == sign;
        if text[at] == sign && !is_doubled {
            return Some(at + 1);
        }
        at += 2;
        if at > text.len() {
            return None;
        }
    }
    None
}

fn is_one_of(word: &[u8], all: &[&[u8]]) -> bool {
    all.iter().any(|one| word.eq_ignore_ascii_case(one))
}
