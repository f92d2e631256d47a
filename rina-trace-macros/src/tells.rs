//! Tokens for what `#[traced_ai]` says: of the call when it starts, of the answer when it has come.
//!
//! The part of stage 3 that this attribute has beside the others. Known by `says`, `expand` and `linted`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, Type};

use crate::ai::{Ai, Named};
use crate::args::Expected;
use crate::contents::Content;
use crate::door::Door;
use crate::ends::{at_end, read};
use crate::fields::Field;
use crate::outcome::Outcome;
use crate::returns::{Deferred, is_opaque};
use crate::says::{grouped, hygienic_span_of, key_type};
use crate::written::Written;

/// Statements that say on `fields` what the call is about.
pub(crate) fn at_start(ai: &Ai<'_>, door: Door<'_>, at: Span) -> TokenStream {
    let literals = ai.literals.iter().map(|(key, text)| quote_spanned!(at=> fields.literal(#key, #text);));
    let mut tokens: TokenStream = literals.collect();
    tokens.extend(ai.named.iter().map(|named| say(named, door, at)));
    let sent =
        [("ai_system", ai.system), (if ai.embeds { "ai_embedded" } else { "ai_messages" }, ai.messages)]
            .into_iter();
    let sent: TokenStream = sent.filter_map(|(function, value)| Some(send(door, function, value?))).collect();
    if !sent.is_empty() {
        tokens.extend(gated(ai, Content::Input, door, &sent, at));
    }
    tokens
}

/// The statements, where such contents are recorded.
fn gated(ai: &Ai<'_>, content: Content, door: Door<'_>, said: &TokenStream, at: Span) -> TokenStream {
    let (function, flag) = match content {
        Content::Input => ("ai_inputs", ai.inputs),
        Content::Output => ("ai_outputs", ai.outputs),
    };
    let (door, function) = (door.at(at), Ident::new(function, at));
    let flag = match flag {
        Some(flag) => quote_spanned!(at=> ::core::option::Option::Some(#flag)),
        None => quote_spanned!(at=> ::core::option::Option::None),
    };
    quote_spanned!(at=> if #door::#function(#flag) { #said })
}

/// What a field says; contents only where those are recorded.
pub(crate) fn field(ai: &Ai<'_>, door: Door<'_>, field: &Field, said: TokenStream, at: Span) -> TokenStream {
    match Content::of(&field.name) {
        Some(content) => gated(ai, content, door, &said, at),
        None => said,
    }
}

fn say(named: &Named<'_>, door: Door<'_>, at: Span) -> TokenStream {
    let Named { keys, value, name } = named;
    let (first, last) = hygienic_span_of(value);
    let key = key_type(keys.last().copied().unwrap_or_default());
    let (renames, before) = (name.is_some(), name.as_deref().unwrap_or_default());
    let value = grouped(value.to_token_stream(), last);
    let arguments = grouped(quote_spanned!(first=> fields, &[#(#keys),*], #before, #renames, &#value), last);
    let door = door.at(first);
    quote_spanned!(at=> { enum #key {} #door::ai_named::<#key> #arguments; })
}

/// `door::function(fields, &(value));`
fn send(door: Door<'_>, function: &str, value: &Expr) -> TokenStream {
    let (first, last) = hygienic_span_of(value);
    let (door, function) = (door.at(first), Ident::new(function, first));
    let value = grouped(value.to_token_stream(), last);
    let arguments = grouped(quote_spanned!(first=> fields, &#value), last);
    quote_spanned!(first=> #door::#function #arguments;)
}

/// What makes the tokens of what is said of an answer.
pub(crate) struct Tells<'a> {
    pub(crate) door: Door<'a>,
    pub(crate) outcome: Outcome<'a>,
    pub(crate) ai: &'a Ai<'a>,
    pub(crate) at: Span,
}

impl Tells<'_> {
    /// What is done with the returned value and its span, which goes on in it if it `flows`: a stream whose type has no
    /// name. Types are said where the compiler would learn them too late.
    pub(crate) fn hand(&self, flows: Option<&Deferred>, ty: Option<&Type>) -> TokenStream {
        let at = self.at;
        let (door, method) = (self.door.at(at), Ident::new(if flows.is_some() { "flow" } else { "on" }, at));
        let ty = ty.map(Written::erased).map(|ty| quote_spanned!(at=> : #ty));
        let given = flows.and_then(|stream| stream.gives.as_deref()).filter(|ty| !is_opaque(ty));
        let whole = at_end(self.door, Outcome { ok: &[], told: None, ..self.outcome }, None, at);
        let (item, tell) = (self.item(&[], given), self.tell(given));
        quote_spanned!(at=> |ret #ty, live| #door::Hand::of(&ret).#method()(ret, live, #whole, #item, #tell))
    }

    /// What looks at the items of a stream, and what tells of them.
    pub(crate) fn items(&self, ty: Option<&Type>) -> TokenStream {
        let (item, tell) = (self.item(self.outcome.expected, ty), self.tell(ty));
        quote_spanned!(self.at=> #item, #tell)
    }

    /// A statement that reads a value of type `ty`, or items of it, which are never there: for lints.
    pub(crate) fn read(&self, ty: &Type, is_stream: bool) -> TokenStream {
        let at = self.at;
        let door = self.door.at(at);
        if is_stream {
            let items = self.items(Some(ty));
            return quote_spanned!(at=> #door::ai_looks::<#ty>(#items););
        }
        let hand = self.hand(None, Some(ty));
        quote_spanned!(at=> let _ = #door::ai_open(#door::never()).hand(#door::never::<#ty>(), #hand);)
    }

    /// What looks at one item of a stream.
    fn item(&self, expected: &[Expected], ty: Option<&Type>) -> TokenStream {
        let outcome = Outcome { ok: &[], told: None, answer: None, expected, ..self.outcome };
        at_end(self.door, outcome, ty.map(Written::erased).as_ref(), self.at)
    }

    /// What tells the reply what the value knows: the user's functions, else its type.
    fn tell(&self, ty: Option<&Type>) -> TokenStream {
        let Self { ai, outcome, at, .. } = *self;
        let door = self.door.at(at);
        let ty = ty.map(Written::erased).map(|ty| quote_spanned!(at=> : &#ty));
        let of_tool = ai.is_of_tool.then(|| quote_spanned!(at=> #door::ai_tool(reply);));
        let by_type = ai
            .usage
            .is_none()
            .then(|| quote_spanned!(at=> #of_tool #door::Tells::of(ret).tell()(ret, reply);));
        let given =
            outcome.ok.iter().map(|field| self::field(ai, self.door, field, read(self.door, field, at), at));
        let given: Vec<_> = given.chain(ai.usage.map(|usage| read_usage(self.door, usage, at))).collect();
        let given = (!given.is_empty()).then(|| {
            quote_spanned! {at=>
                if let ::core::option::Option::Some(ok) = #door::Probe::of(ret).ok()(ret) { #(#given)* }
            }
        });
        let fields = Ident::new(if outcome.ok.is_empty() { "_fields" } else { "fields" }, at);
        quote_spanned!(at=> |ret #ty, #fields, reply| { #given #by_type })
    }
}

/// The answer, by the user's function.
fn read_usage(door: Door<'_>, usage: &Expr, at: Span) -> TokenStream {
    let (first, last) = hygienic_span_of(usage);
    let (inside, shown) = (door.at(at), door.at(first));
    let applied = grouped(quote_spanned!(first=> ok, #usage), last);
    let told = grouped(quote_spanned!(first=> reply, #shown::apply #applied), last);
    quote_spanned! {at=>
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        { #inside::ai_tell #told; }
    }
}
