//! The arguments of an `async fn`, moved into its future, and those of a function whose body stands in a closure.
//!
//! Each is bound again inside of the async block, as the compiler itself does it: so an argument that is not used
//! still lives as long as the future, and one that is `mut` may be given something shorter-lived. Names keep
//! their spans: a lint about an argument is shown at the argument, once. Known by `expand`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt, quote_spanned};
use syn::{Attribute, FnArg, Pat, PatType, Receiver, ReceiverKind, Signature};

use crate::declared::Declared;
use crate::func::plain;
use crate::put::put;

/// Takes the patterns out of the signature and adds the statements that bind them; true if there was anything to take out. With `all` false, only plain
/// names are taken: the function stays an `async fn`, and another macro may want to see the rest. What is named
/// `outside`, in tokens that stand before, counts as used.
pub(crate) fn bind(
    statements: &mut TokenStream,
    sig: &mut Signature,
    declared: &[Declared],
    all: bool,
    outside: TokenStream,
    at: Span,
) -> bool {
    let (mut is_changed, mut named) = (false, Vec::new());
    names(outside, &mut named);
    for (index, (input, declared)) in sig.inputs.iter_mut().zip(declared).enumerate() {
        match input {
            FnArg::Receiver(receiver) if all => captured(statements, receiver, at),
            FnArg::Receiver(_) => {}
            FnArg::Typed(argument) => match plain(&argument.pat) {
                // Captured as well as bound, and the second binding would be blamed for a lifetime.
                Some(pat) if pat.mutability.is_none() && declared.is_reference() => {}
                Some(pat) => {
                    let name = pat.ident.clone();
                    is_changed |= renamed(statements, argument, at);
                    if named.contains(&name.to_string()) {
                        put!(statements, at=> let _ = &#name;);
                    }
                }
                None if all => {
                    is_changed = true;
                    statements.extend(destructured(argument, index, at));
                }
                None => {}
            },
        }
    }
    is_changed
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
fn captured(statements: &mut TokenStream, receiver: &Receiver, at: Span) {
    if !matches!(receiver.kind, ReceiverKind::Reference(..)) {
        let this = &receiver.self_token;
        put!(statements, at=> let _ = &#this;);
    }
}

/// `mut name: T` to `name: T` and `let mut name = name;`. True if that is another pattern, or has fewer attributes.
fn renamed(statements: &mut TokenStream, argument: &mut PatType, at: Span) -> bool {
    let attrs = taken_attrs(argument);
    let Pat::Ident(pat) = &mut *argument.pat else { return false };
    let (mutability, ident) = (pat.mutability.take(), &pat.ident);
    let is_changed = !attrs.is_empty() || mutability.is_some();
    statements.append_all(attrs);
    if ident.to_string().starts_with('_') {
        statements.extend(quote_spanned! {at=>
            #[allow(clippy::used_underscore_binding, clippy::no_effect_underscore_binding)]
        });
    }
    put!(statements, at=> let #mutability #ident = #ident;);
    is_changed
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
