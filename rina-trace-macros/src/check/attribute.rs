//! What an attribute asks of its arguments, by its row in the table of kinds.
//!
//! Known by `check`.

use proc_macro2::Span;
use syn::Expr;

use crate::args::{Args, Op};
use crate::errors::Errors;
use crate::kind::Kind;

pub(super) fn check(args: &Args, kind: &Kind, at: Span, errors: &mut Errors) {
    category(args, kind, errors);
    needed(args, kind, at, errors);
    told(args, kind, errors);
}

/// An operation of another category belongs to another attribute.
fn category(args: &Args, kind: &Kind, errors: &mut Errors) {
    let (Some(category), Some(given)) = (kind.category, &args.op) else { return };
    let Op::Literal(op) = &given.value else { return };
    let written = op.value();
    if written.split('.').next() != Some(category) {
        let Kind { attribute, op: own, .. } = kind;
        errors.at(
            op,
            format_args!(
                "`#[{attribute}]` is for operations of `{category}`, and without `op` its own is `{own}`: \
                 for another write `#[traced(op = {written:?})]`"
            ),
        );
    }
}

/// What looks at the returned value is no literal.
fn told(args: &Args, kind: &Kind, errors: &mut Errors) {
    let given = kind.own.iter().filter(|own| kind.told.is_some_and(|told| told.word == own.word));
    for own in given {
        if let Some(Expr::Lit(value)) = args.own(own.word).map(|given| &given.value) {
            let (word, written) = (own.word, own.written());
            errors.at(value, format_args!("`{word}` takes a function of the returned value: `{written}`"));
        }
    }
}

/// Without them there is no span to speak of. What could not be read may be what is missing.
fn needed(args: &Args, kind: &Kind, at: Span, errors: &mut Errors) {
    let beside = kind.own.iter().find_map(|own| args.own(own.word)).map(|given| given.word.span());
    for own in kind.own.iter().filter(|own| !args.is_partial && args.own(own.word).is_none()) {
        let Some(needed) = own.needed else { continue };
        let (attribute, written) = (kind.attribute, own.written());
        let message = format!("`#[{attribute}]` has to know {needed}: `{written}`, or an expression");
        errors.push(syn::Error::new(beside.unwrap_or(at), message));
    }
}
