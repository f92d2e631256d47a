//! What a span is about besides its function: a request, a query, a cache, a model.
//!
//! A part of stages 2 and 3. Each knows itself; this is what they have in common. Known by `plan`, `says` and `expand`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::ai::{self, Ai};
use crate::args::Args;
use crate::cache::{self, Cache};
use crate::door::Door;
use crate::errors::Errors;
use crate::fields::Field;
use crate::func::Func;
use crate::kind::Kind;
use crate::plan::Constant;
use crate::query::{self, Query};
use crate::request::{self, Request};
use crate::says::by_reference;
use crate::{query_tokens, tells};

/// What a span is about.
pub(crate) enum Subject<'a> {
    Function,
    Request(Request<'a>),
    Query(Box<Query<'a>>),
    Cache(Cache),
    Model(Box<Ai<'a>>),
}

/// What the arguments say it is; `function` makes the path of the function.
pub(crate) fn of<'a>(
    args: &'a Args,
    kind: &Kind,
    func: &Func,
    function: &dyn Fn() -> Constant,
    errors: &mut Errors,
) -> Subject<'a> {
    if kind.is_ai {
        return Subject::Model(Box::new(ai::of(args, func)));
    }
    if let Some(request) = request::of(args) {
        return Subject::Request(request);
    }
    if let Some(query) = query::of(args, function, errors) {
        return Subject::Query(Box::new(query));
    }
    cache::of(args, func).map_or(Subject::Function, Subject::Cache)
}

impl<'a> Subject<'a> {
    pub(crate) fn cache(&self) -> Option<&Cache> {
        if let Self::Cache(cache) = self { Some(cache) } else { None }
    }

    pub(crate) fn query(&self) -> Option<&Query<'a>> {
        if let Self::Query(query) = self { Some(query) } else { None }
    }

    pub(crate) fn model(&self) -> Option<&Ai<'a>> {
        if let Self::Model(ai) = self { Some(ai) } else { None }
    }

    /// The name of the span, as far as it is known when the program is compiled. `None`: the function's.
    pub(crate) fn name(&self, args: &Args) -> Option<String> {
        match self {
            Self::Function | Self::Cache(_) => None,
            Self::Request(_) => request::name(args),
            Self::Query(query) => Some(query.name()),
            Self::Model(_) => Some(ai::name(args)),
        }
    }

    /// The user's expressions, which stand before the body.
    pub(crate) fn expressions(&self) -> TokenStream {
        match self {
            Self::Function => TokenStream::new(),
            Self::Request(Request { method, url, .. }) => quote!(#method #url),
            Self::Query(query) => query.expressions().map(ToTokens::to_token_stream).collect(),
            Self::Cache(cache) => cache.told.iter().map(|(_, name)| name.to_token_stream()).collect(),
            Self::Model(ai) => ai.expressions().map(ToTokens::to_token_stream).collect(),
        }
    }

    /// Statements that say on `fields` what is known when the span starts.
    pub(crate) fn at_start(&self, door: Door<'_>, at: Span) -> TokenStream {
        match self {
            Self::Function => TokenStream::new(),
            Self::Request(Request { method, url, renames }) => {
                let inside = door.at(at);
                let [method, url] = [method, url].map(|part| by_reference(door, "shown", part));
                quote_spanned!(at=> #inside::http_request(fields, #method, #url, #renames);)
            }
            Self::Query(query) => query_tokens::at_start(query, door, at),
            Self::Cache(cache) => cache.said(door, at),
            Self::Model(ai) => tells::at_start(ai, door, at),
        }
    }

    /// What comes before the name of the method that says a value: one that names the span, too, has one of its own.
    pub(crate) fn prefix(&self, field: &Field) -> &'static str {
        if self.cache().is_some_and(|cache| cache.is_named_by(field)) { "naming_" } else { "" }
    }
}
