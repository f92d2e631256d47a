//! Colour, and lines that are built column by column.
//!
//! Knows how wide texts are; known by all that draws.

use super::text;

/// What a piece of text is, from which its colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    /// Guides, axis, keys: there to be overlooked.
    Faint,
    Op,
    Bar,
    /// On the slowest path.
    Slow,
    Good,
    Warn,
    Bad,
}

impl Tone {
    /// Of the sixteen colours that each theme sets itself, so that they can be read on dark and light.
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Op => "\x1b[36m",
            Self::Bar => "\x1b[34m",
            Self::Slow | Self::Warn => "\x1b[33m",
            Self::Good => "\x1b[32m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// A line in the making. Blanks are written only before something else, so none trails.
pub(super) struct Line {
    text: String,
    column: usize,
    blanks: usize,
    colour: bool,
}

impl Line {
    pub(super) fn new(colour: bool) -> Self {
        Self { text: String::new(), column: 0, blanks: 0, colour }
    }

    /// Writes `text`, which is clean.
    pub(super) fn put(&mut self, tone: Tone, text: &str) {
        if text.is_empty() {
            return;
        }
        self.text.extend(std::iter::repeat_n(' ', std::mem::take(&mut self.blanks)));
        let code = if self.colour { tone.code() } else { "" };
        self.text.push_str(code);
        self.text.push_str(text);
        self.text.push_str(if code.is_empty() { "" } else { "\x1b[0m" });
        self.column += text::width(text);
    }

    /// How many columns are taken.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Leaves `blanks` columns free.
    pub(super) fn skip(&mut self, blanks: usize) {
        self.blanks += blanks;
        self.column += blanks;
    }

    /// Goes on at `column`, counted from 0; where that is past already, right here.
    pub(super) fn to(&mut self, column: usize) {
        self.skip(column.saturating_sub(self.column));
    }

    /// Writes the line to `page`.
    pub(super) fn end(self, page: &mut String) {
        page.push_str(&self.text);
        page.push('\n');
    }
}
