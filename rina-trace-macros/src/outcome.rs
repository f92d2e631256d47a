//! What is read from the value that a function returns: by its type, and by what the user says.
//!
//! A part of stage 2. Known by `plan`, and as its answer by what makes tokens.

use syn::{Expr, Type};

use crate::args::{Args, ErrPolicy, Expected};
use crate::cache::Cache;
use crate::fields::Field;
use crate::func::Func;
use crate::holds::{may_answer, may_be_option, may_count};
use crate::kind::{Answer, Kind};
use crate::plan::fields;
use crate::query;
use crate::returns::{Returns, is_never};
use crate::subject::Subject;

/// What is read from the returned value.
#[derive(Clone, Copy)]
pub(crate) struct Outcome<'a> {
    pub(crate) failure: bool,
    /// Of these no event is sent.
    pub(crate) expected: &'a [Expected],
    pub(crate) ok: &'a [Field],
    /// What may be found in it by its type.
    pub(crate) answer: Option<Answer>,
    /// What the user's function of the attribute's own finds in it.
    pub(crate) told: Option<Told<'a>>,
    /// It is one of many, which are counted.
    pub(crate) is_item: bool,
}

/// What is asked of the returned value by a function of the user's.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    /// The function of the runtime that is given the answer.
    pub(crate) function: &'static str,
    pub(crate) asked: &'a Expr,
}

impl Outcome<'_> {
    pub(crate) const fn is_nothing(&self) -> bool {
        !self.failure && self.answer.is_none() && self.reads_nothing()
    }

    /// What is read of each item, where the attribute counts them.
    pub(crate) const fn without_counted(self) -> Self {
        if self.is_item { Self { answer: None, told: None, ..self } } else { self }
    }

    /// No function of the user's looks at the value.
    pub(crate) const fn reads_nothing(&self) -> bool {
        self.ok.is_empty() && self.told.is_none() && self.expected.is_empty()
    }
}

pub(crate) fn of<'a>(args: &'a Args, kind: &Kind, func: &Func, subject: &Subject<'_>) -> Outcome<'a> {
    let told = kind.told.and_then(|told| {
        let asked = &args.own(told.word)?.value;
        let function =
            subject.query().filter(|query| query.writes()).map_or(told.function, |_| query::AFFECTED);
        Some(Told { function, asked })
    });
    let is_stream = matches!(Returns::of(&func.sig.output), Returns::Stream(_));
    Outcome {
        failure: func.may_fail() && args.err != Some(ErrPolicy::Ignore),
        expected: args.expected.as_ref().map_or(&[] as &[_], |given| &given.value),
        ok: fields(args.ok.as_ref()),
        // What the user says is not looked for.
        answer: answer(kind, subject.cache(), func).filter(|answer| answer.is_in_errors || told.is_none()),
        told,
        is_item: kind.counts_items && func.sig.asyncness.is_none() && is_stream,
    }
}

fn answer(kind: &Kind, cache: Option<&Cache>, func: &Func) -> Option<Answer> {
    let (answer, may_be): (_, fn(&Type) -> bool) = match (kind.answer, cache) {
        // What a model answers may be a text, too.
        (Some(answer), _) if kind.is_ai => (answer, |ty| !is_never(ty)),
        (Some(answer), _) => (answer, if answer.is_in_errors { may_answer } else { may_count }),
        (None, Some(cache)) if cache.asks => (Cache::ANSWER, may_be_option),
        (None, _) => return None,
    };
    let is = match (&Returns::of(&func.sig.output), func.sig.asyncness) {
        (Returns::Future(it) | Returns::Stream(it), None) => it.gives.as_deref().is_none_or(may_be),
        _ => func.returns().is_some_and(may_be),
    };
    is.then_some(answer)
}
