//! One attribute on one item: parse, plan, expand.
//!
//! Tells functions from blocks, and says where an attribute cannot stand. After an error the item is there as it
//! was, so that its callers add no further errors. Known by `lib`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Token, Visibility};

use crate::args::{self, Args};
use crate::block;
use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::func::Func;
use crate::kind::Kind;
use crate::plan::{Place, plan};

pub(crate) fn expand(tokens: TokenStream, item: TokenStream, kind: &Kind) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = args::parse(tokens, kind, &mut errors);
    let (head, body) = split(item.clone());
    let sort = |input: ParseStream<'_>| sort_of(input, kind);
    let item = match errors.absorb(sort.parse2(head.clone())) {
        Some(Sort::Function) => function(&mut args, kind, head, body.as_ref(), &mut errors).unwrap_or(item),
        Some(Sort::Block) => block::expand(&mut args, kind, &head, body, &mut errors),
        None => item,
    };
    let errors = errors.into_tokens();
    quote!(#errors #item)
}

/// What stands before the last braces, and these.
fn split(item: TokenStream) -> (TokenStream, Option<Group>) {
    let mut head: Vec<TokenTree> = item.into_iter().collect();
    match head.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            (head.into_iter().collect(), Some(body))
        }
        last => (head.into_iter().chain(last).collect(), None),
    }
}

fn function(
    args: &mut Args,
    kind: &Kind,
    head: TokenStream,
    body: Option<&Group>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let func = match body {
        Some(body) => Func::of(head, body),
        None => Func::parse.parse2(head),
    };
    let func = errors.absorb(func)?;
    check::attribute(args, kind, func.sig.ident.span(), errors);
    match plan(args, kind, &func, &Place::default(), errors) {
        Some(plan) => Some(expand::function(&plan, &func)),
        None => Some(expand::untraced(&func, &errors.take_left())),
    }
}

enum Sort {
    Function,
    Block,
}

/// By the first word that is no mere modifier.
fn sort_of(input: ParseStream<'_>, kind: &Kind) -> syn::Result<Sort> {
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let first = input.fork();
    let sort = loop {
        if input.peek(Token![fn]) {
            break Some(Sort::Function);
        }
        if input.peek(Token![impl]) || input.peek(Token![trait]) {
            break Some(Sort::Block);
        }
        let modifier = input.peek(Token![unsafe])
            || input.peek(Token![async])
            || input.peek(Token![extern])
            || input.peek(LitStr)
            || (input.peek(Token![const]) && input.peek2(Ident::peek_any) && !input.peek3(Token![:]));
        if !modifier {
            break None;
        }
        input.parse::<TokenTree>()?;
    };
    let attribute = kind.attribute;
    let sort = match sort {
        Some(Sort::Block) if !kind.is_for_blocks => Err(first.error(format_args!(
            "`#[{attribute}]` is about one function: put it on the method; a whole block takes `#[traced]`"
        ))),
        Some(sort) => Ok(sort),
        None if kind.is_for_blocks => Err(first.error(format_args!(
            "`#[{attribute}]` stands on a function, a method, an `impl` block or a `trait`"
        ))),
        None => Err(first.error(format_args!("`#[{attribute}]` stands on a function or a method"))),
    };
    // What follows is read by others.
    input.parse::<TokenStream>()?;
    sort
}
