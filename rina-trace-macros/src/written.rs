//! The type that a function returns, as it is written again inside of what is expanded.
//!
//! Several times for one function, so it is made tokens of once, and those are asked. Known by what makes tokens.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Token, Type};

/// A type as it may be written there.
pub(crate) struct Written {
    tokens: Vec<TokenTree>,
    /// Where the type begins and ends.
    pub(crate) ends: (Span, Span),
    /// Something in it cannot be written inside of a function.
    pub(crate) is_partly_opaque: bool,
}

impl Written {
    /// Each `impl Trait` becomes `_`.
    pub(crate) fn erased(ty: &Type) -> Self {
        struct Erase;
        impl VisitMut for Erase {
            fn visit_type_mut(&mut self, ty: &mut Type) {
                match ty {
                    Type::ImplTrait(_) => {
                        *ty = Type::Infer(syn::TypeInfer {
                            attrs: Vec::new(),
                            underscore_token: Token![_](Span::mixed_site()),
                        });
                    }
                    _ => visit_mut::visit_type_mut(self, ty),
                }
            }
        }
        let mut written = Self::named(ty.to_token_stream().into_iter().collect());
        written.is_partly_opaque = is_opaque(&written.tokens);
        if written.is_partly_opaque {
            let mut ty = ty.clone();
            Erase.visit_type_mut(&mut ty);
            written.tokens = ty.to_token_stream().into_iter().collect();
        }
        written
    }

    /// A type that is made of names.
    pub(crate) fn named(tokens: Vec<TokenTree>) -> Self {
        let (first, last) = (tokens.first(), tokens.last());
        let ends = [first, last].map(|token| token.map_or_else(Span::mixed_site, TokenTree::span)).into();
        Self { tokens, ends, is_partly_opaque: false }
    }
}

impl ToTokens for Written {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.iter().cloned());
    }
}

/// The type with each `impl` as if it stood in edition 2024, where it captures every lifetime in scope, just as
/// the future of an `async fn` does.
pub(crate) fn capturing(ty: &Type) -> Type {
    struct Capture;
    impl VisitMut for Capture {
        fn visit_type_impl_trait_mut(&mut self, ty: &mut syn::TypeImplTrait) {
            let span = Span::mixed_site().located_at(ty.impl_token.span);
            ty.impl_token = Token![impl](span);
            visit_mut::visit_type_impl_trait_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Capture.visit_type_mut(&mut ty);
    ty
}

fn is_opaque(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => matches!(word.to_string().as_str(), "impl" | "_"),
        TokenTree::Group(group) => is_opaque(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    })
}
