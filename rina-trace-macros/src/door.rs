//! The module of the runtime that expanded code speaks to.
//!
//! Known by all that makes tokens.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::Path;

/// Its library, if that has another name.
#[derive(Clone, Copy)]
pub(crate) struct Door<'a>(pub(crate) Option<&'a Path>);

/// Its path, absolute unless the user gave another. An error about it is shown at the span.
#[derive(Clone, Copy)]
pub(crate) struct DoorAt<'a>(Door<'a>, Span);

impl<'a> Door<'a> {
    pub(crate) const fn at(self, span: Span) -> DoorAt<'a> {
        DoorAt(self, span)
    }
}

/// Token by token: the path stands in each call, and a stream of its own for each is dear.
impl ToTokens for DoorAt<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self(Door(library), span) = *self;
        match library {
            Some(library) => library.to_tokens(tokens),
            None => {
                colons(tokens, span);
                tokens.append(Ident::new("rina_trace", span));
            }
        }
        colons(tokens, span);
        tokens.append(Ident::new("__private", span));
    }
}

fn colons(tokens: &mut TokenStream, span: Span) {
    for spacing in [Spacing::Joint, Spacing::Alone] {
        let mut colon = Punct::new(':', spacing);
        colon.set_span(span);
        tokens.append(colon);
    }
}
