//! `#[traced]` on an `impl` or a `trait`: every method that can be traced, with the arguments of the block.
//!
//! Only methods are read; the header and all other items stay the tokens they are. Known by `lib`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, ItemImpl, ItemTrait, Meta, Token, Type};

use crate::args::Args;
use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::fields::Field;
use crate::fit::conflicts;
use crate::func::{Body, Func, is_inert};
use crate::kind::Kind;
use crate::plan::{Place, plan};

/// The block, expanded; after an error, the block as it was.
pub(crate) fn expand(
    args: &mut Args,
    kind: &Kind,
    header: &TokenStream,
    body: Option<Group>,
    errors: &mut Errors,
) -> TokenStream {
    let body = body.unwrap_or_else(|| Group::new(Delimiter::Brace, TokenStream::new()));
    of_one_function(args, errors);
    check::attribute(args, kind, body.span_open(), errors);
    let args = &*args;
    let Some(place) = errors.absorb(place(header)) else { return quote!(#header #body) };
    let items = (|input: ParseStream<'_>| {
        let mut items = TokenStream::new();
        let inner = input.call(Attribute::parse_inner)?;
        items.extend(quote!(#(#inner)*));
        while !input.is_empty() {
            items.extend(one(args, kind, &place, input, errors)?);
        }
        Ok(items)
    })
    .parse2(body.stream());
    let items = errors.absorb(items).unwrap_or_else(|| body.stream());
    let mut expanded = Group::new(Delimiter::Brace, items);
    expanded.set_span(body.span());
    quote!(#header #expanded)
}

/// Arguments that are about one function.
fn of_one_function(args: &Args, errors: &mut Errors) {
    const ONE: &str = "is about one function: put it on the method, in a `#[traced(..)]` of its own";
    conflicts(args, errors);
    let words = [
        args.name.as_ref().map(|given| &given.word),
        args.data.as_ref().map(|given| &given.word),
        args.ok.as_ref().map(|given| &given.word),
        args.expected.as_ref().map(|given| &given.word),
        args.continue_from.as_ref().map(|given| &given.word),
        args.skip.as_ref(),
    ];
    for word in words.into_iter().flatten() {
        errors.at(word, format_args!("`{word}` {ONE}"));
    }
    let bare = |field: &Field| field.bare.clone();
    for name in args.tags.iter().flat_map(|tags| &tags.value).filter_map(bare) {
        errors.at(&name, format_args!("the argument `{name}` {ONE}"));
    }
}

/// Read from the header as if the block were empty.
fn place(header: &TokenStream) -> syn::Result<Place> {
    let empty = quote!(#header {});
    let (owner, attrs) = if let Ok(item) = syn::parse2::<ItemTrait>(empty.clone()) {
        (Some(item.ident), item.attrs)
    } else {
        let item: ItemImpl = syn::parse2(empty)?;
        (type_name(&item.self_ty), item.attrs)
    };
    Ok(Place { owner, is_watched: !attrs.iter().all(is_inert) })
}

fn type_name(ty: &Type) -> Option<Ident> {
    match ty {
        Type::Path(ty) => ty.path.segments.last().map(|segment| segment.ident.clone()),
        Type::Reference(ty) => type_name(&ty.elem),
        Type::Paren(ty) => type_name(&ty.elem),
        Type::Group(ty) => type_name(&ty.elem),
        _ => None,
    }
}

/// One item of the block.
fn one(
    args: &Args,
    kind: &Kind,
    place: &Place,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> syn::Result<TokenStream> {
    let fork = input.fork();
    let Ok(mut func) = Func::parse(&fork) else { return other(input) };
    input.advance_to(&fork);
    if let Some(skip) = func.attrs.iter().position(is_skip) {
        func.attrs.remove(skip);
        return Ok(func.to_token_stream());
    }
    let is_ours =
        func.sig.constness.is_none() && matches!(func.body, Body::Block(_)) && !func.attrs.iter().any(is_own);
    if !is_ours {
        return Ok(func.to_token_stream());
    }
    let plan = if errors.is_empty() { plan(args, kind, &func, place, errors) } else { None };
    Ok(match plan {
        Some(plan) => expand::function(&plan, &func),
        None => expand::untraced(&func, &errors.take_left()),
    })
}

/// A constant, a type or a macro: up to its semicolon or, for a macro, its braces.
fn other(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut braces_end = true;
    while !input.is_empty() {
        let last = input.peek(Token![;]);
        braces_end &= !input.peek(Token![const]) && !input.peek(Token![type]);
        let token: TokenTree = input.parse()?;
        let braces = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        tokens.extend([token]);
        if last || (braces && braces_end) {
            break;
        }
    }
    Ok(tokens)
}

/// An attribute of ours, under whatever path it was imported: the method brings its own arguments.
fn is_own(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident.to_string().starts_with("traced"))
}

fn is_skip(attr: &Attribute) -> bool {
    match &attr.meta {
        Meta::List(list) => is_own(attr) && list.tokens.to_string() == "skip",
        _ => false,
    }
}
