//! A text as tokens: one loop, one look at each byte, and a way to look ahead by a copy.
//!
//! Knows bytes and its parts: `comments`, `numbers`, `placeholders`, `quotes`. Known by all that reads a text.

use crate::bytes::{Class, class, is_in_word, may_be_blank, peek, word_end};
use crate::dialect::Dialect;
use crate::fault::Fault;
use crate::words;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword, without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A value in quotes, with what stands before them, such as `E'..'`.
    Text,
    /// With its sign, where that is none of an addition.
    Number,
    /// What stands for a value, or a variable.
    Placeholder,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Semicolon,
    Dot,
    /// Any other sign: operators.
    Sign,
    /// Behind the last.
    End,
}

/// A part of the text. Between it and the token before are blanks and comments.
#[derive(Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a text. A copy looks ahead.
#[derive(Clone)]
pub(crate) struct Tokens<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    /// The last token that is no blank.
    pub(super) before: Token,
    /// Within `/*! .. */`, which `MySQL` executes.
    pub(super) is_in_comment: bool,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str, dialect: Dialect) -> Self {
        // What begins a text follows nothing.
        let before = Token { kind: Kind::Comma, start: 0, end: 0 };
        Self { text: text.as_bytes(), at: 0, dialect, before, is_in_comment: false }
    }

    /// The next token; at the end one of the kind `End`, again and again.
    // In its caller's loop a token stays in registers.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Result<Token, Fault> {
        let mut start = self.at;
        if peek(self.text, start) == b' ' {
            start += 1;
        }
        if may_be_blank(peek(self.text, start)) {
            start = self.blank_end(start)?;
        }
        let Some(&byte) = self.text.get(start) else { return self.end() };
        let class = class(byte);
        let (kind, end) = match class {
            Class::Letter => self.word(start)?,
            Class::Open => (Kind::Open, start + 1),
            Class::Close => (Kind::Close, start + 1),
            Class::Comma => (Kind::Comma, start + 1),
            Class::Digit => self.digits(start),
            Class::Dot => self.dot(start),
            Class::Dash | Class::Plus => self.sign(start),
            Class::Quote => (Kind::Text, self.text_end(start, start)?),
            Class::DoubleQuote => self.double_quoted(start)?,
            Class::Backtick => (Kind::Name, self.name_end(start, b'`')?),
            Class::OpenBracket => self.bracket(start)?,
            Class::CloseBracket => (Kind::CloseBracket, start + 1),
            Class::Semicolon => (Kind::Semicolon, start + 1),
            Class::Dollar => self.dollar(start)?,
            Class::Question => self.question(start),
            Class::Colon => self.colon(start),
            Class::At => self.commercial_at(start),
            Class::Percent => self.percent(start),
            Class::Hash => self.hash(start),
            Class::Space | Class::Slash | Class::Star | Class::Other => (Kind::Sign, start + 1),
        };
        self.at = end;
        self.before = Token { kind, start, end };
        Ok(self.before)
    }

    /// Goes on behind the last token of another reader of the same text.
    pub(crate) fn catch_up(&mut self, ahead: &Self) {
        self.clone_from(ahead);
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Where the last token ended.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn between(&self, start: usize, end: usize) -> &'a [u8] {
        &self.text[start..end]
    }

    pub(crate) fn slice(&self, token: Token) -> &'a [u8] {
        &self.text[token.start..token.end]
    }

    /// True if a dot stands right behind it: it is the first part of a name.
    pub(crate) fn is_before_dot(&self, token: Token) -> bool {
        peek(self.text, token.end) == b'.'
    }

    /// The number of a word.
    #[inline(always)]
    pub(crate) fn key(&self, token: Token) -> u128 {
        words::key(self.text, token.start, token.end)
    }

    /// True for this word, in whatever case; `upper` is in capitals.
    #[inline]
    pub(crate) fn is_word(&self, token: Token, upper: &str) -> bool {
        token.kind == Kind::Word
            && token.end - token.start == upper.len()
            && self.slice(token).eq_ignore_ascii_case(upper.as_bytes())
    }

    #[inline(always)]
    fn word(&self, start: usize) -> Result<(Kind, usize), Fault> {
        let end = word_end(self.text, start + 1);
        match peek(self.text, end) {
            b'\'' | b'"' | b'&' => self.before_quote(start, end),
            _ => Ok((Kind::Word, end)),
        }
    }

    /// A temporary table of SQL Server; else an operator, for comments are past.
    fn hash(&self, start: usize) -> (Kind, usize) {
        let hashes = if peek(self.text, start + 1) == b'#' { 2 } else { 1 };
        if self.dialect == Dialect::Generic && is_in_word(peek(self.text, start + hashes)) {
            return (Kind::Word, word_end(self.text, start + hashes));
        }
        (Kind::Sign, start + 1)
    }

    /// A value may stand before this: what follows then is an operator, or belongs to it.
    pub(super) fn is_behind_operand(&self) -> bool {
        match self.before.kind {
            Kind::Word => !words::wants_value(self.key(self.before)),
            Kind::Name | Kind::Text | Kind::Number | Kind::Placeholder | Kind::Close | Kind::CloseBracket => {
                true
            }
            _ => false,
        }
    }

    /// Only a name may stand here.
    pub(super) fn wants_name(&self) -> bool {
        match self.before.kind {
            Kind::Dot => true,
            Kind::Word => words::wants_name(self.key(self.before)),
            _ => false,
        }
    }
}
