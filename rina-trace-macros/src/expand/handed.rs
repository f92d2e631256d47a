//! What a function of `#[traced_ai]` returns is handed on with its span, which may go on in it.
//!
//! The part of `expand` that is this attribute's own. Tokens of what is said come from `tells`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Type;

use super::Expansion;
use crate::ai::Ai;
use crate::bind::bind;
use crate::returns::{Deferred, Returns, flowing};
use crate::tells::Tells;
use crate::written::Written;

impl Expansion<'_> {
    /// The value comes out of a closure, and is handed on with the span. In two steps: the compiler looks at closures
    /// side by side, and the second has to know the type of the first's value.
    pub(super) fn handed(&self, ai: &Ai<'_>) -> TokenStream {
        let (_, opened) = self.opened("ai_open", "span");
        let mut sig = self.func.sig.clone();
        let bound = bind(&mut sig, false, self.outside(), self.at);
        let returned = self.func.returns().map(Written::erased);
        let (door, closure) = (self.door(), self.closure(&bound, returned.as_ref()));
        let hand = self.tells(ai).hand(self.flows().as_ref(), None);
        let body =
            quote_spanned!(self.at=> #opened let value = #door::once(#closure); span.hand(value, #hand));
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
                self.end(said.as_ref(), gives.as_ref())
            }
            (Some(ai), Returns::Stream(_)) => self.tells(ai).items(said),
            (Some(ai), _) => self.tells(ai).hand(None, said),
        }
    }

    /// The function that makes a traced future of one, and what looks at its output.
    pub(super) fn future_end(&self, returned: Option<&Written>) -> (&'static str, TokenStream) {
        match self.hands(returned) {
            None => ("future", self.end(None, returned)),
            Some(ai) => ("ai_future", self.tells(ai).hand(self.flows().as_ref(), None)),
        }
    }

    /// The future itself and a statement in front that makes it, for the same reason.
    pub(super) fn made(&self, future: TokenStream, returned: Option<&Written>) -> (TokenStream, TokenStream) {
        match self.hands(returned) {
            None => (TokenStream::new(), future),
            Some(_) => (quote_spanned!(self.at=> let future = #future;), quote_spanned!(self.at=> future)),
        }
    }

    /// The type that the future gives, and what stands for the one that it is handed on as.
    pub(super) fn future_given(&self, returned: Option<&Written>, at: Span) -> TokenStream {
        let given = returned.map_or_else(|| quote_spanned!(at=> _), ToTokens::to_token_stream);
        if self.hands(returned).is_some() { quote_spanned!(at=> #given, _) } else { given }
    }

    /// `None` where nothing is ever returned.
    fn hands(&self, returned: Option<&Written>) -> Option<&Ai<'_>> {
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
