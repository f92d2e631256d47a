//! What a function of `#[traced_ai]` returns is handed on with its span, which may go on in it.
//!
//! The part of `expand` that is this attribute's own. Tokens of what is said come from `tells`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Type;

use super::Expansion;
use crate::ai::Ai;
use crate::bind::bind;
use crate::ends::End;
use crate::put::put;
use crate::returns::{Deferred, Returns, flowing};
use crate::tells::Tells;
use crate::written::Written;

impl Expansion<'_> {
    /// The value comes out of a closure, and is handed on with the span. In two steps: the compiler looks at closures
    /// side by side, and the second has to know the type of the first's value.
    pub(super) fn handed(&self, ai: &Ai<'_>) -> TokenStream {
        let mut body = TokenStream::new();
        self.opened(&mut body, "ai_open", "span");
        let (mut sig, mut bound) = (self.func.sig.clone(), TokenStream::new());
        bind(&mut bound, &mut sig, &self.func.declared, false, self.outside(), self.at);
        let returned = self.func.returned();
        let (door, closure) = (self.door(), self.closure(bound, returned.as_ref()));
        let hand = self.tells(ai).hand(self.flows().as_ref(), None);
        body.extend(quote_spanned!(self.at=> let value = #door::once(#closure); span.hand(value, #hand)));
        self.emit(Some(&sig), body)
    }

    /// What opens the span of a function that gives back a future or a stream.
    pub(super) fn open(&self) -> &'static str {
        if self.plan.opening.subject.model().is_some() { "ai_open" } else { "open" }
    }

    /// What looks at what such a function gives.
    pub(super) fn deferred_end(
        &self,
        returns: &Returns,
        said: Option<&Type>,
        gives: Option<&Type>,
    ) -> TokenStream {
        match (self.plan.opening.subject.model(), returns) {
            (None, _) => {
                let [said, gives] = [said, gives].map(|ty| ty.map(Written::erased));
                self.end(said.as_ref(), gives.as_ref()).into_token_stream()
            }
            (Some(ai), Returns::Stream(_)) => self.tells(ai).items(said),
            (Some(ai), _) => self.tells(ai).hand(None, said),
        }
    }

    /// The function that makes a traced future of one, and what looks at its output.
    pub(super) fn future_end<'a>(&'a self, returned: Option<&'a Written>) -> (&'static str, End<'a>) {
        match self.hands(returned) {
            None => ("future", self.end(None, returned)),
            Some(ai) => ("ai_future", End::Closure(self.tells(ai).hand(self.flows().as_ref(), None))),
        }
    }

    /// Adds the type that the future gives, and what stands for the one that it is handed on as.
    pub(super) fn put_given(&self, tokens: &mut TokenStream, returned: Option<&Written>, at: Span) {
        match returned {
            Some(ty) => ty.to_tokens(tokens),
            None => put!(tokens, at=> _),
        }
        if self.hands(returned).is_some() {
            put!(tokens, at=> , _);
        }
    }

    /// `None` where nothing is ever returned.
    pub(super) fn hands(&self, returned: Option<&Written>) -> Option<&Ai<'_>> {
        self.plan.opening.subject.model().filter(|_| returned.is_some())
    }

    /// What is returned has a stream in it whose type has no name.
    fn flows(&self) -> Option<Deferred> {
        self.func.returns().and_then(flowing)
    }

    fn tells<'a>(&'a self, ai: &'a Ai<'a>) -> Tells<'a> {
        Tells { door: self.plan.opening.door, outcome: self.plan.outcome, ai, at: self.at }
    }
}
