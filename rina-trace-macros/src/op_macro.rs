//! `op!("shipping.label")`: an operation of the project's own as a constant, checked as in an attribute.
//!
//! Known by `lib`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::parse::{ParseStream, Parser};

use crate::args::Op;
use crate::check;
use crate::door::Door;
use crate::errors::{Errors, Left};
use crate::fields::comma;
use crate::span_macro::parse_crate;
use crate::values;

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = (|input: ParseStream<'_>| {
        let krate = parse_crate(input, &mut errors)?;
        let op = literal(input)?;
        comma(input, true, &mut errors);
        if !input.is_empty() {
            errors.push(input.error("`op!` takes one literal: `op!(\"shipping.label\")`"));
        }
        input.parse::<TokenStream>()?;
        Ok((krate, op))
    })
    .parse2(tokens);
    let parsed = errors.absorb(parsed);
    if let Some((_, op)) = &parsed {
        check::declared(op, &mut errors);
    }
    let Left { items, warnings } = errors.take_left();
    if let (Some((krate, op)), true) = (parsed, errors.is_empty()) {
        let at = Span::mixed_site();
        let door = Door(krate.as_ref()).at(at);
        return quote_spanned!(at=> { #items #warnings #door::Op::checked(#op) });
    }
    let errors = errors.into_tokens();
    quote!({ #items #warnings #errors })
}

fn literal(input: ParseStream<'_>) -> syn::Result<LitStr> {
    if input.is_empty() {
        let message = "an operation is missing: `op!(\"shipping.label\")`";
        return Err(syn::Error::new(Span::call_site(), message));
    }
    match values::operation(input)? {
        Op::Literal(op) => Ok(op),
        Op::Constant(path) => Err(syn::Error::new_spanned(
            path,
            "`op!` makes the constant, of a literal: `op!(\"shipping.label\")`",
        )),
    }
}
