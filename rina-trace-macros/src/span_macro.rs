//! `span!("op", "name", key = value, ..)`: a span by hand.
//!
//! All three stages of it, for they are short. Known by `lib`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, Path, Token};

use crate::args::Op;
use crate::check;
use crate::door::Door;
use crate::errors::{Errors, Left};
use crate::fields::{Field, comma, parse_list};
use crate::plan::{Constant, Opening, allowed, operation};
use crate::says;
use crate::subject::Subject;
use crate::values::{self, text};

/// What stands in `span!(..)`.
struct SpanArgs {
    krate: Option<Path>,
    op: Op,
    name: Expr,
    data: Vec<Field>,
}

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = (|input: ParseStream<'_>| parse(input, &mut errors)).parse2(tokens);
    let mut args = errors.absorb(args);
    if let Some(SpanArgs { op, name, data, .. }) = &mut args {
        check::by_hand(op, name, data, &mut errors);
    }
    let left = errors.take_left();
    if let (Some(args), true) = (args, errors.is_empty()) {
        return span(&args, left);
    }
    // In a block, because several errors are no expression.
    let (Left { items, warnings }, errors) = (left, errors.into_tokens());
    quote!({ #items #warnings #errors })
}

fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<SpanArgs> {
    let krate = parse_crate(input, errors)?;
    if input.is_empty() {
        let message = "an operation and a name are missing: `span!(\"cache.get\", \"name\")`";
        return Err(syn::Error::new(Span::call_site(), message));
    }
    let op = values::operation(input)?;
    comma(input, true, errors);
    if input.is_empty() || input.peek2(Token![=]) && !input.peek2(Token![==]) {
        return Err(syn::Error::new(
            op.span(),
            format!("a name is missing: `span!({}, \"name\")`", op.to_token_stream()),
        ));
    }
    let name = values::name_of_span(input)?;
    comma(input, true, errors);
    Ok(SpanArgs { krate, op, name, data: parse_list(input, errors) })
}

/// `crate = path,` for a program that knows rina-trace by another name.
pub(crate) fn parse_crate(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Path>> {
    if !input.peek(Token![crate]) || !input.peek2(Token![=]) {
        return Ok(None);
    }
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    let path = Path::parse_mod_style(input)?;
    comma(input, true, errors);
    Ok(Some(path))
}

fn span(args: &SpanArgs, left: Left) -> TokenStream {
    let at = Span::mixed_site();
    let door = Door(args.krate.as_ref());
    let op = operation(&args.op, args.op.span(), door);
    let fixed = text(&args.name);
    let opening = Opening {
        door,
        rules: "MANUAL",
        // A name that is made at run time replaces this one.
        name: fixed.map_or_else(|| op.clone(), |name| Constant::Literal(name.token())),
        op,
        options: allowed(args.data.iter()),
        renamed: fixed.is_none().then_some(&args.name),
        data: &args.data,
        tags: &[],
        subject: Subject::Function,
        left,
    };
    let (door, callsite, said) =
        (opening.door.at(at), says::callsite(&opening, at), says::at_start(&opening, at));
    let fields = if said.is_empty() { quote_spanned!(at=> _) } else { quote_spanned!(at=> fields) };
    quote_spanned!(at=> #door::span(#callsite, &mut |#fields: &mut #door::Fields| { #said }))
}
