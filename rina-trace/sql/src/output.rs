//! What is written while a text is read: borrowed until something changes, cut where it gets too long.
//!
//! Knows tokens; known by `parameterize`.

use std::borrow::Cow;

use crate::tokens::Token;

/// Stands for what is cut off.
const CUT: &str = "...";

/// A copy of a text with changes, which is not made before the first of them.
pub(crate) struct Output<'a> {
    text: &'a str,
    max: usize,
    /// What is written; behind it belongs `text[from..end]`.
    out: String,
    from: usize,
    end: usize,
    /// The longest length that ends with a token and leaves room for [`CUT`].
    border: usize,
}

impl<'a> Output<'a> {
    pub(crate) fn new(text: &'a str, max: usize) -> Self {
        Self { text, max, out: String::new(), from: 0, end: 0, border: 0 }
    }

    /// A token as it is.
    #[inline(always)]
    pub(crate) fn keep(&mut self, token: Token) {
        if token.start != self.end {
            self.gap(token.start);
        }
        self.end = token.end;
    }

    /// Something else in place of a token.
    #[inline]
    pub(crate) fn replace(&mut self, token: Token, with: &str) {
        self.keep(token);
        if &self.text[token.start..token.end] == with {
            return;
        }
        self.out.push_str(&self.text[self.from..token.start]);
        self.out.push_str(with);
        self.from = token.end;
    }

    /// Nothing in place of what ends here, which begins where the last token ended.
    pub(crate) fn drop_to(&mut self, end: usize) {
        self.out.push_str(&self.text[self.from..self.end]);
        (self.from, self.end) = (end, end);
    }

    /// One blank for what lies between two tokens, nothing for what lies before the first.
    #[inline]
    fn gap(&mut self, start: usize) {
        if self.end == 0 {
            self.from = start;
        } else if start - self.end > 1 || self.text.as_bytes()[self.end] != b' ' {
            self.out.push_str(&self.text[self.from..self.end]);
            self.out.push(' ');
            self.from = start;
        }
    }

    /// True if it is too long. Asked behind each token.
    #[inline]
    pub(crate) fn is_full(&mut self) -> bool {
        let length = self.out.len() + self.end - self.from;
        if length + CUT.len() <= self.max {
            self.border = length;
        }
        length > self.max
    }

    /// All of it.
    pub(crate) fn finish(mut self) -> Cow<'a, str> {
        let rest = &self.text[self.from..self.end];
        if self.out.is_empty() {
            return Cow::Borrowed(rest);
        }
        self.out.push_str(rest);
        Cow::Owned(self.out)
    }

    /// What of it is short enough.
    pub(crate) fn cut(mut self) -> Cow<'a, str> {
        let room = self.border.saturating_sub(self.out.len());
        self.out.push_str(&self.text[self.from..self.from + room.min(self.end - self.from)]);
        self.out.truncate(self.border);
        self.out.push_str(CUT);
        Cow::Owned(self.out)
    }
}
