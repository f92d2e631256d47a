//! Where operations and tables stand: behind which words, at which depth. Knows tokens and levels; known by `summary`.

use std::ops::Range;

use crate::fault::Fault;
use crate::level::{Awaited, Level, Meaning};
use crate::tokens::{Kind, Token, Tokens};
use crate::words;

/// Levels of parentheses that are looked into. What lies deeper is read, and says nothing.
const MAX_DEPTH: usize = 64;

/// Names that `WITH` may define; further ones are taken for tables.
const MAX_DEFINED: usize = 32;

/// What was found, and where.
pub(crate) enum Found {
    /// `is_inner` if it stands in parentheses.
    Operation {
        range: Range<usize>,
        is_inner: bool,
    },
    /// What an operation is for, and no table: a procedure, an index.
    Target(Range<usize>),
    Table(Range<usize>),
    Join,
}

/// Reads operations and tables out of tokens.
pub(crate) struct Clauses<'a> {
    levels: [Level; MAX_DEPTH],
    depth: usize,
    /// The names that `WITH` defines.
    defined: Vec<&'a [u8]>,
    last: Kind,
    /// The last word was `DISTINCT`: behind `IS DISTINCT` a `FROM` names nothing.
    is_distinct: bool,
}

impl<'a> Clauses<'a> {
    pub(crate) fn new() -> Self {
        let levels = [Level::default(); MAX_DEPTH];
        Self { levels, depth: 0, defined: Vec::new(), last: Kind::Semicolon, is_distinct: false }
    }

    /// The next of them; `None` at the end.
    pub(crate) fn next(&mut self, tokens: &mut Tokens<'a>) -> Result<Option<Found>, Fault> {
        loop {
            let token = tokens.next()?;
            let found = match token.kind {
                Kind::End => return Ok(None),
                Kind::Semicolon => {
                    *self = Self::new();
                    None
                }
                Kind::Open => {
                    self.open();
                    None
                }
                Kind::Close => {
                    self.depth = self.depth.saturating_sub(1);
                    None
                }
                _ => self.in_level(tokens, token)?,
            };
            self.last = token.kind;
            self.is_distinct = tokens.is_word(token, "DISTINCT");
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    fn open(&mut self) {
        let inside = self.levels.get_mut(self.depth).map(Level::open).unwrap_or_default();
        self.depth += 1;
        if let Some(level) = self.levels.get_mut(self.depth) {
            *level = inside;
        }
    }

    /// Anything but parentheses and what ends a statement.
    fn in_level(&mut self, tokens: &mut Tokens<'a>, token: Token) -> Result<Option<Found>, Fault> {
        let is_inner = self.depth > 0;
        let is_distinct = self.is_distinct;
        let Some(level) = self.levels.get_mut(self.depth) else { return Ok(None) };
        match token.kind {
            Kind::Comma => level.awaited = level.list,
            Kind::Word if self.last != Kind::Dot => {
                let word = tokens.key(token);
                let range = token.start..token.end;
                if is_distinct && word == words::FROM {
                    return Ok(None);
                }
                match level.keyword(word, is_inner) {
                    Meaning::Operation => return Ok(Some(Found::Operation { range, is_inner })),
                    Meaning::Object => return Ok(Some(Found::Target(range))),
                    Meaning::Join => return Ok(Some(Found::Join)),
                    Meaning::Keyword => {}
                    Meaning::Name => return self.name(tokens, token),
                }
            }
            Kind::Name => return self.name(tokens, token),
            Kind::Text | Kind::Number | Kind::Placeholder => level.awaited = Awaited::Nothing,
            _ => {}
        }
        Ok(None)
    }

    /// A name, to whose end is read if it was awaited.
    fn name(&mut self, tokens: &mut Tokens<'a>, first: Token) -> Result<Option<Found>, Fault> {
        let Some(level) = self.levels.get_mut(self.depth) else { return Ok(None) };
        let awaited = level.named();
        if awaited == Awaited::Nothing {
            return Ok(None);
        }
        let end = qualified_end(tokens, first)?;
        let range = first.start..end;
        let name = tokens.between(first.start, end);
        match awaited {
            Awaited::Defined => {
                if self.defined.len() < MAX_DEFINED {
                    self.defined.push(name);
                }
                Ok(None)
            }
            Awaited::Target | Awaited::Index => Ok(Some(Found::Target(range))),
            Awaited::Source if tokens.clone().next()?.kind == Kind::Open => Ok(Some(Found::Target(range))),
            _ if self.defined.iter().any(|defined| defined.eq_ignore_ascii_case(name)) => Ok(None),
            _ => Ok(Some(Found::Table(range))),
        }
    }
}

/// Reads on while a name goes on with a dot, as `public.users` does.
fn qualified_end(tokens: &mut Tokens<'_>, first: Token) -> Result<usize, Fault> {
    let mut end = first.end;
    loop {
        let mut ahead = tokens.clone();
        let mut token = ahead.next()?;
        let mut behind = end;
        // `db..table` is one, too.
        while token.kind == Kind::Dot && token.start == behind {
            behind = token.end;
            token = ahead.next()?;
        }
        let goes_on = behind > end && token.start == behind && matches!(token.kind, Kind::Word | Kind::Name);
        if !goes_on {
            return Ok(end);
        }
        end = token.end;
        tokens.catch_up(&ahead);
    }
}
