//! The arguments of an `async fn`, moved into its future, and those of a function whose body stands in a closure.
//!
//! Each is bound again inside of the async block, as the compiler itself does it: so an argument that is not used
//! still lives as long as the future, and one that is `mut` may be given something shorter-lived. Names keep
//! their spans: a lint about an argument is shown at the argument, once. Known by `expand`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::{Attribute, FnArg, Pat, PatType, Receiver, ReceiverKind, Signature};

use crate::declared::Declared;
use crate::func::plain;

/// Takes the patterns out of the signature and returns the statements that bind them. With `all` false, only plain
/// names are taken: the function stays an `async fn`, and another macro may want to see the rest. What is named
/// `outside`, in tokens that stand before, counts as used.
pub(crate) fn bind(sig: &mut Signature, all: bool, outside: TokenStream, at: Span) -> TokenStream {
    let mut statements = TokenStream::new();
    let mut named = Vec::new();
    names(outside, &mut named);
    for (index, input) in sig.inputs.iter_mut().enumerate() {
        statements.extend(match input {
            FnArg::Receiver(receiver) if all => captured(receiver, at),
            FnArg::Receiver(_) => TokenStream::new(),
            FnArg::Typed(argument) => match plain(&argument.pat) {
                // Captured as well as bound, and the second binding would be blamed for a lifetime.
                Some(pat) if pat.mutability.is_none() && Declared::of(&argument.ty).is_reference() => {
                    TokenStream::new()
                }
                Some(pat) => {
                    let name = pat.ident.clone();
                    let used =
                        named.contains(&name.to_string()).then(|| quote_spanned!(at=> let _ = &#name;));
                    let bound = renamed(argument, at);
                    quote_spanned!(at=> #bound #used)
                }
                None if all => destructured(argument, index, at),
                None => TokenStream::new(),
            },
        });
    }
    statements
}

fn names(tokens: TokenStream, named: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => named.push(word.to_string()),
            TokenTree::Group(group) => names(group.stream(), named),
            TokenTree::Literal(text) => named.extend(names_in_format(&text.to_string())),
            TokenTree::Punct(_) => {}
        }
    }
}

/// `id` and `page` of `"/users/{id}?page={page:03}"`, in case it is what `format!` is given.
fn names_in_format(text: &str) -> impl Iterator<Item = String> {
    text.split('{').skip(1).map(|behind| {
        let end = behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
        behind[..end].to_owned()
    })
}

/// A block captures of `self` what it uses; what it does not use has to live as long.
fn captured(receiver: &Receiver, at: Span) -> TokenStream {
    if matches!(receiver.kind, ReceiverKind::Reference(..)) {
        return TokenStream::new();
    }
    let this = &receiver.self_token;
    quote_spanned!(at=> let _ = &#this;)
}

/// `mut name: T` to `name: T` and `let mut name = name;`.
fn renamed(argument: &mut PatType, at: Span) -> TokenStream {
    let attrs = taken_attrs(argument);
    let Pat::Ident(pat) = &mut *argument.pat else { return TokenStream::new() };
    let (mutability, ident) = (pat.mutability.take(), &pat.ident);
    let unused = ident
        .to_string()
        .starts_with('_')
        .then(|| quote_spanned!(at=> #[allow(clippy::used_underscore_binding, clippy::no_effect_underscore_binding)]));
    quote_spanned!(at=> #(#attrs)* #unused let #mutability #ident = #ident;)
}

/// `(a, b): T` to `__arg0: T` and `let (a, b) = __arg0;`.
fn destructured(argument: &mut PatType, index: usize, at: Span) -> TokenStream {
    let attrs = taken_attrs(argument);
    let cfgs = argument.attrs.clone();
    let name = Ident::new(&format!("__arg{index}"), at);
    let whole = Pat::Ident(syn::PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: name.clone(),
        subpat: None,
    });
    let pat = std::mem::replace(&mut *argument.pat, whole);
    quote_spanned! {at=>
        #(#cfgs)* let #name = #name;
        #(#attrs)* let #pat = #name;
    }
}

/// All attributes of an argument, for the statement that binds it. Those that decide whether it is there at all
/// stay in the signature too.
fn taken_attrs(argument: &mut PatType) -> Vec<Attribute> {
    let attrs = argument.attrs.clone();
    argument.attrs.retain(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"));
    attrs
}
