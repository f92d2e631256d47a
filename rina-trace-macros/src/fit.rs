//! What does not fit: arguments that exclude each other, and those that the function has nothing for.
//!
//! A part of stage 2. Known by `plan`, and by `block` for what is wrong wherever the attribute stands.

use quote::ToTokens;
use syn::Expr;

use crate::args::{Args, ErrPolicy, Given};
use crate::errors::{Errors, did_you_mean};
use crate::fields::as_written;
use crate::func::{Body, Func};
use crate::kind::Kind;
use crate::returns::is_never;

pub(crate) fn check(args: &Args, kind: &Kind, func: &Func, errors: &mut Errors) {
    conflicts(args, errors);
    function(args, kind, func, errors);
    names(args, func, errors);
}

/// Arguments that exclude each other, wherever the attribute stands.
pub(crate) fn conflicts(args: &Args, errors: &mut Errors) {
    if let (Some(_), Some(child_only)) = (&args.root, &args.child_only) {
        errors.at(
            child_only,
            "`child_only` and `root` exclude each other: one never starts a segment, the other always",
        );
    }
    if let (Some(child_only), Some(_)) = (&args.child_only, &args.continue_from) {
        errors.at(child_only, "`child_only` and `continue_from` exclude each other: one never starts a segment, the other always");
    }
    if let (Some(expected), Some(ErrPolicy::Ignore)) = (&args.expected, args.err) {
        errors.at(
            &expected.word,
            "`expected` and `err = ignore` exclude each other: what is ignored is not looked at",
        );
    }
    for field in args.ok.iter().flat_map(|ok| &ok.value) {
        if let Some(bare) = &field.bare {
            errors.at(bare, format_args!("`ok` takes functions of the returned value: `{bare} = |r| ..`"));
        } else if let Expr::Lit(value) = &field.value {
            let key = as_written(&field.name);
            let message = "`ok` takes functions of the returned value: what is known before stands in";
            errors.at(value, format_args!("{message} `data({key} = {})`", value.to_token_stream()));
        }
    }
}

/// Why a `#[track_caller]` function is not looked into.
const HIDDEN: &str =
    "and `#[track_caller]` exclude each other: a closure around the body would hide its caller";

fn function(args: &Args, kind: &Kind, func: &Func, errors: &mut Errors) {
    if let Some(skip) = &args.skip {
        errors.at(skip, "`skip` leaves a method out of a `#[traced] impl` or `#[traced] trait`, and stands alone on the method");
    }
    if let Some(constness) = &func.sig.constness {
        errors.at(constness, "a `const fn` cannot be traced: it may run in the compiler");
    }
    if let Body::None(semicolon) = &func.body {
        errors.at(
            semicolon,
            "a method without a body cannot be traced: put `#[traced]` on the method of the `impl`, or give it a body here",
        );
    }
    let is_hidden = func.is_track_caller() && func.sig.asyncness.is_none();
    if let Some(Given { word, .. }) = &args.expected {
        if !func.may_fail() {
            errors.at(word, "`expected` has nothing to read: the function returns no `Result`");
        } else if is_hidden {
            errors.at(word, format_args!("`expected` {HIDDEN}"));
        }
    }
    let problem = if func.returns().is_some_and(is_never) {
        "has nothing to read: the function never returns"
    } else if is_hidden {
        HIDDEN
    } else {
        return;
    };
    let word = kind.told.map_or("usage", |told| told.word);
    let reads = [args.ok.as_ref().map(|ok| &ok.word), args.own(word).map(|given| &given.word)];
    for word in reads.into_iter().flatten() {
        errors.at(word, format_args!("`{word}` {problem}"));
    }
}

/// A name that stands alone has to be an argument's.
fn names(args: &Args, func: &Func, errors: &mut Errors) {
    let lists = [&args.data, &args.tags, &args.parameters].into_iter().flatten();
    let mut bare = lists.flat_map(|list| &list.value).filter_map(|field| field.bare.as_ref()).peekable();
    let names = if bare.peek().is_some() { func.argument_names() } else { Vec::new() };
    for bare in bare {
        if !names.contains(bare) {
            let known: Vec<String> = names.iter().map(ToString::to_string).collect();
            let meant = match did_you_mean(&bare.to_string(), known.iter().map(String::as_str)) {
                meant if !meant.is_empty() => meant,
                _ if known.is_empty() => format!(", which has none: write `{bare} = value`"),
                _ => format!(", which has `{}`: write `{bare} = value`", known.join("`, `")),
            };
            errors.at(bare, format_args!("`{bare}` is no argument of `{}`{meant}", func.sig.ident));
        }
    }
}
