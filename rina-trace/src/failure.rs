//! Data: a failure on its way out of the functions of a segment, and the chain of errors that it is.
//!
//! Made where a function returns an `Err` that an event is wanted of; kept by the recorder until it is known what
//! becomes of it. Knows what errors tell; known by the recorder and by what makes events.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{Debug, Display};

use crate::callsite::Callsite;
use crate::id::SpanId;
use crate::outcome::{Failure, MAX_CAUSES, causes};
use crate::value::Text;

/// The name of an error that shows nothing but its text.
const UNNAMED: &str = "Error";

/// What stands before the backtrace in what a box of an error shows.
const BACKTRACE: &str = "Stack backtrace:\n";

/// A failure that has left a function, and may become an event.
pub(crate) struct EscapedFailure {
    /// The innermost span that it has left.
    pub(crate) span: FailedSpan,
    /// The innermost cause first.
    pub(crate) chain: Chain,
    /// The outermost of the chain when it was seen first: that is what the trace is of.
    pub(crate) seen: usize,
    pub(crate) trace: Trace,
    /// A function said that an event is to be sent. Else only a server asks for it, whose response has failed.
    pub(crate) is_wanted: bool,
    /// It has left a task: nobody there is left to handle it.
    pub(crate) is_detached: bool,
}

/// The span that a failure has left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FailedSpan {
    pub(crate) id: SpanId,
    pub(crate) parent: Option<SpanId>,
    /// `None` where only the program's word is known.
    pub(crate) callsite: Option<&'static Callsite>,
    /// False: nothing is recorded, and the id is that of the segment.
    pub(crate) is_recorded: bool,
}

/// Where a failure came up.
pub(crate) enum Trace {
    Here(Backtrace),
    /// As the error itself shows it.
    Told(String),
}

impl EscapedFailure {
    pub(crate) fn new(span: FailedSpan, chain: Chain, trace: Trace, is_wanted: bool) -> Self {
        let seen = chain.0.len().saturating_sub(1);
        Self { span, chain, seen, trace, is_wanted, is_detached: false }
    }

    /// It goes on as `outer`: what that has around it is added. All of it, if it is another error.
    pub(crate) fn go_on_as(&mut self, outer: Chain) {
        let around = outer.position_of(&self.chain).map_or(0, |inner| inner + 1);
        let room = MAX_CAUSES.saturating_sub(self.chain.0.len());
        self.chain.0.extend(outer.0.into_iter().skip(around).take(room));
    }
}

impl Trace {
    /// The one that the error brings, or the one of here. It is not resolved yet.
    pub(crate) fn of(failure: &Failure<'_>) -> Self {
        let here = Backtrace::capture();
        // It is switched on by the same variables for all errors that bring one.
        if here.status() != BacktraceStatus::Captured {
            return Self::Here(Backtrace::force_capture());
        }
        let told = failure.shown.and_then(|shown| {
            let shown = format!("{shown:?}");
            shown.rfind(BACKTRACE).and_then(|at| shown.get(at + BACKTRACE.len()..)).map(str::to_owned)
        });
        told.map_or(Self::Here(here), Self::Told)
    }
}

/// An error and what caused it, the innermost first.
#[derive(Debug, Clone)]
pub(crate) struct Chain(pub(crate) Vec<Link>);

/// One error of a chain.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// As the compiler names the type, where it is known; else the first word that the error shows.
    pub(crate) type_name: Cow<'static, str>,
    /// The first word that it shows, which is the same whoever looks at it.
    pub(crate) shown: String,
    pub(crate) text: Text,
}

impl Chain {
    pub(crate) fn of(failure: &Failure<'_>) -> Self {
        let named = (!failure.is_boxed).then_some(failure.type_name);
        let Some(error) = failure.error else {
            let text = failure.text.map_or_else(|| Text::from_static(""), Text::from_display);
            let type_name = Cow::Borrowed(failure.type_name);
            return Self(vec![Link { type_name, shown: failure.type_name.to_owned(), text }]);
        };
        // A borrowed error may have causes that are not.
        let mut links = vec![Link::of(error, named)];
        links.extend(causes(error.source()).take(MAX_CAUSES - 1).map(|error| Link::of(error, None)));
        links.reverse();
        Self(links)
    }

    /// The error that was returned.
    pub(crate) fn outermost(&self) -> Option<&Link> {
        self.0.last()
    }

    /// Where the outermost error of another chain is in this one: itself, or one that says nothing but the same.
    pub(crate) fn position_of(&self, inner: &Self) -> Option<usize> {
        let inner = inner.outermost()?;
        let is = |same: fn(&Link, &Link) -> bool| self.0.iter().rposition(|link| same(link, inner));
        is(Link::is).or_else(|| is(Link::says_as_much))
    }

    /// True if it is the same failure as `inner`: it has its error in it, or tells its text.
    pub(crate) fn continues(&self, inner: &Self) -> bool {
        let text = inner.outermost().map_or("", |link| &*link.text);
        let is_told = |link: &Link| !text.is_empty() && link.text.contains(text);
        self.position_of(inner).is_some() || self.0.iter().any(is_told)
    }

    /// True if a panic is about its error: it has the text of it, or shows it as `unwrap` and `expect` do.
    pub(crate) fn is_told_in(&self, panic: &str) -> bool {
        let Some(error) = self.outermost() else { return false };
        let shown = panic.rsplit_once(": ").map_or("", |(_, shown)| shown);
        let is_shown = !error.shown.is_empty() && error.shown != UNNAMED && shown.starts_with(&error.shown);
        is_shown || (!error.text.is_empty() && panic.contains(&*error.text))
    }

    /// True if an exception of `sentry` is one of it.
    pub(crate) fn has(&self, type_name: &str, text: &str) -> bool {
        self.0.iter().any(|link| *link.text == *text && (!text.is_empty() || link.shown == type_name))
    }
}

impl Link {
    fn of<E: Error + ?Sized>(error: &E, type_name: Option<&'static str>) -> Self {
        let (text, shown) = (Text::from_display(&error), first_word(&error, &error));
        let type_name = type_name.map_or_else(|| Cow::Owned(shown.clone()), Cow::Borrowed);
        Self { type_name, shown, text }
    }

    fn is(&self, other: &Self) -> bool {
        self.text == other.text && self.shown == other.shown
    }

    fn says_as_much(&self, other: &Self) -> bool {
        !self.text.is_empty() && self.text == other.text
    }
}

/// The name of a type, as an error shows it where that is derived; `Error` where it shows only its text.
///
/// The rule is that of `sentry`, so that one error has one name, whoever sends it.
fn first_word(shown: &impl Debug, text: &impl Display) -> String {
    let (shown, text) = (Text::from_debug(shown), Text::from_display(text));
    if *shown == format!("{:?}", &*text) {
        return UNNAMED.to_owned();
    }
    let word = shown.split([' ', '(', '{', '\r', '\n']).next().unwrap_or_default();
    word.trim().to_owned()
}

/// An error that would be sent: what [`Config::error_filter`](crate::Config::error_filter) is asked about.
#[derive(Debug)]
pub struct CapturedError<'a> {
    chain: &'a Chain,
    span: Option<FailedSpan>,
}

impl<'a> CapturedError<'a> {
    pub(crate) fn new(chain: &'a Chain, span: Option<FailedSpan>) -> Self {
        Self { chain, span }
    }

    /// The type of the error, such as `shop::OrderError`; of an error in a box the name that it shows.
    pub fn type_name(&self) -> &str {
        self.chain.outermost().map_or("", |link| &link.type_name)
    }

    /// What the error says.
    pub fn text(&self) -> &str {
        self.chain.outermost().map_or("", |link| &link.text)
    }

    /// Type and text of the error and of what caused it, the error itself first.
    pub fn chain(&self) -> impl Iterator<Item = (&str, &str)> {
        self.chain.0.iter().rev().map(|link| (&*link.type_name, &*link.text))
    }

    /// The operation of the innermost traced function that it has left, if there is one.
    pub fn op(&self) -> Option<&'static str> {
        self.span?.callsite.map(Callsite::op)
    }

    /// The name of that function, as it stands in the source.
    pub fn name(&self) -> Option<&'static str> {
        self.span?.callsite.map(Callsite::name)
    }
}
