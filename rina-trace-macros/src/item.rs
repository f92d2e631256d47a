//! One attribute on one item: parse, plan, expand.
//!
//! Tells functions from blocks, and says where an attribute cannot stand. After an error the item is there as it
//! was, so that its callers add no further errors. Known by `lib`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::Parser;

use crate::args::{self, Args};
use crate::block;
use crate::check;
use crate::declared;
use crate::errors::Errors;
use crate::expand;
use crate::func::Func;
use crate::kind::Kind;
use crate::plan::{Place, plan};

pub(crate) fn expand(tokens: TokenStream, item: TokenStream, kind: &Kind) -> TokenStream {
    let mut errors = Errors::default();
    let mut args = args::parse(tokens, kind, &mut errors);
    let (head, body) = split(item.clone());
    let item = match errors.absorb(sort_of(&head, kind)) {
        Some(Sort::Function { word }) => {
            function(&mut args, kind, (head, word), body.as_ref(), &mut errors).unwrap_or(item)
        }
        Some(Sort::Block) => block::expand(&mut args, kind, &head.into_iter().collect(), body, &mut errors),
        None => item,
    };
    let errors = errors.into_tokens();
    if errors.is_empty() { item } else { quote!(#errors #item) }
}

/// What stands before the last braces, and these.
fn split(item: TokenStream) -> (Vec<TokenTree>, Option<Group>) {
    let mut head: Vec<TokenTree> = item.into_iter().collect();
    match head.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => (head, Some(body)),
        last => {
            head.extend(last);
            (head, None)
        }
    }
}

fn function(
    args: &mut Args,
    kind: &Kind,
    (head, word): (Vec<TokenTree>, usize),
    body: Option<&Group>,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let func = match body {
        Some(body) => Func::of(head, word, body),
        None => Func::parse.parse2(head.into_iter().collect()),
    };
    let func = errors.absorb(func)?;
    check::attribute(args, kind, func.sig.ident.span(), errors);
    declared::settle(args, &func);
    match plan(args, kind, &func, &Place::default(), errors) {
        Some(plan) => Some(expand::function(&plan, &func)),
        None => Some(expand::untraced(&func, &errors.take_left())),
    }
}

enum Sort {
    /// Where the `fn` is, or the group with it.
    Function {
        word: usize,
    },
    Block,
}

/// By the first word that is no mere modifier. Read as tokens: the grammar is asked once, by whom it concerns.
fn sort_of(head: &[TokenTree], kind: &Kind) -> syn::Result<Sort> {
    let mut first = None;
    for (at, token) in head.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => match word.to_string().as_str() {
                "fn" => return Ok(Sort::Function { word: at }),
                "impl" | "trait" if kind.is_for_blocks => return Ok(Sort::Block),
                "impl" | "trait" => return Err(no_block(first.unwrap_or(token), kind)),
                "pub" if first.is_none() => continue,
                "unsafe" | "async" | "extern" => {}
                "const" if head.get(at + 1).is_some_and(is_modifier) => {}
                _ => return Err(no_item(first.unwrap_or(token), kind)),
            },
            // Attributes, and what stands behind `pub`; what a `macro_rules!` was given may be all of it.
            TokenTree::Group(group) if first.is_none() => match group.delimiter() {
                Delimiter::None => match sort_of(&group.stream().into_iter().collect::<Vec<_>>(), kind) {
                    Ok(Sort::Function { .. }) => return Ok(Sort::Function { word: at }),
                    Ok(sort) => return Ok(sort),
                    Err(_) => continue,
                },
                _ => continue,
            },
            TokenTree::Punct(sign) if first.is_none() && sign.as_char() == '#' => continue,
            // `extern "C"`
            TokenTree::Literal(_) if first.is_some() => {}
            _ => return Err(no_item(first.unwrap_or(token), kind)),
        }
        first.get_or_insert(token);
    }
    Err(no_item(first, kind))
}

/// What may stand between `const` and `fn`, and not behind the `const` of an item.
fn is_modifier(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if ["fn", "unsafe", "async", "extern"].contains(&word.to_string().as_str()))
}

fn no_item(at: impl ToTokens, Kind { attribute, is_for_blocks, .. }: &Kind) -> syn::Error {
    let items = if *is_for_blocks {
        "a function, a method, an `impl` block or a `trait`"
    } else {
        "a function or a method"
    };
    syn::Error::new_spanned(at, format_args!("`#[{attribute}]` stands on {items}"))
}

fn no_block(at: impl ToTokens, Kind { attribute, .. }: &Kind) -> syn::Error {
    let message = format_args!(
        "`#[{attribute}]` is about one function: put it on the method; a whole block takes `#[traced]`"
    );
    syn::Error::new_spanned(at, message)
}
