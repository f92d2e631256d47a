//! Secrets: keys that look like one, and arguments that look like one under another key.
//!
//! Known by `check`, and by `says` for the two functions that make a secret fit to be recorded.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use rina_trace_conventions::secret;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprPath, Member, Path, Token};

use super::settings::{Settings, matches};
use crate::door::Door;
use crate::errors::Errors;
use crate::fields::{Field, How, as_written};

/// Methods that hand on what they are called on.
const SAME: [&str; 9] =
    ["clone", "as_str", "as_ref", "as_deref", "to_string", "to_owned", "borrow", "as_bytes", "trim"];

/// True if there was an error: then nothing else is to say of the key.
pub(super) fn check(field: &Field, key: &str, settings: &Settings, errors: &mut Errors) -> bool {
    if protects(&field.value) {
        return false;
    }
    if is_secret(key, settings) {
        errors.push(field.place.error(message(key, field)));
        return true;
    }
    let Some(captured) = captured(&field.value) else { return false };
    let name = captured.to_string();
    // A key that is allowed is a decision about what stands there.
    if matches(&settings.allow_keys, key) || !is_secret(&name, settings) {
        return false;
    }
    errors.at(&captured, message(&name, field));
    true
}

/// True for a key that looks secret and is not by the word of the project: the runtime has to know, for it looks too.
pub(super) fn is_allowed(key: &str, settings: &Settings) -> bool {
    matches(&settings.allow_keys, key) && secret::looks_secret(key).is_some()
}

fn is_secret(name: &str, settings: &Settings) -> bool {
    if matches(&settings.allow_keys, name) {
        return false;
    }
    matches(&settings.deny_keys, name) || secret::looks_secret(name).is_some()
}

fn message(what: &str, field: &Field) -> String {
    let with = |function: &str| written(field, function);
    format!(
        "`{what}` looks secret\n\
         write `{key} = {}` to tell values apart without knowing them,\n\
         or `{key} = {}` to see only about how long it is;\n\
         if it is no secret, say so in Cargo.toml:\n    \
         [package.metadata.rina-trace]\n    allow_keys = [{what:?}]",
        with("hash"),
        with("mask"),
        key = as_written(&field.name),
    )
}

/// The value as it would be with the function, short enough for a message.
fn written(field: &Field, function: &str) -> String {
    const LONGEST: usize = 40;
    let (before, value) = match &field.value {
        Expr::Closure(closure) => (format!("|{}| ", closure.inputs.to_token_stream()), &*closure.body),
        value => (String::new(), value),
    };
    let tokens = value.to_token_stream().to_string();
    let text = [" . ", " (", "& ", " )", "( "]
        .iter()
        .fold(tokens, |text, spaced| text.replace(spaced, spaced.trim()));
    let text = if text.len() > LONGEST { "..".to_owned() } else { text };
    match field.how {
        How::Value => format!("{before}{function}({text})"),
        How::Display => format!("{before}{function}({text}.to_string())"),
        How::Debug => format!("{before}{function}(format!(\"{{:?}}\", {text}))"),
    }
}

/// Without what hands it on.
fn bare(value: &Expr) -> &Expr {
    match value {
        Expr::Reference(inner) => bare(&inner.expr),
        Expr::Paren(inner) => bare(&inner.expr),
        Expr::Group(inner) => bare(&inner.expr),
        Expr::Unary(inner) => bare(&inner.expr),
        Expr::MethodCall(call) if SAME.iter().any(|same| call.method == same) => bare(&call.receiver),
        value => value,
    }
}

/// The variable or field that an expression hands on as it is.
fn captured(value: &Expr) -> Option<Ident> {
    match bare(value) {
        Expr::Path(path) => path.path.get_ident().cloned(),
        Expr::Field(field) => match &field.member {
            Member::Named(name) => Some(name.clone()),
            Member::Unnamed(_) => None,
        },
        // What the closure is given has its name from here.
        Expr::Closure(closure) => {
            captured(&closure.body).filter(|_| !matches!(bare(&closure.body), Expr::Path(_)))
        }
        _ => None,
    }
}

/// True for `hash(..)`, `mask(..)` and `Sensitive(..)`, bare or by path, also behind the closure of `ok(..)`.
fn protects(value: &Expr) -> bool {
    match value {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => is_protector(&path.path),
            _ => false,
        },
        Expr::Paren(paren) => protects(&paren.expr),
        Expr::Group(group) => protects(&group.expr),
        Expr::Reference(reference) => protects(&reference.expr),
        Expr::Closure(closure) => protects(&closure.body),
        // `ok(token = mask)`
        Expr::Path(path) => path.path.segments.len() > 1 && is_protector(&path.path),
        _ => false,
    }
}

fn is_protector(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| ["hash", "mask", "Sensitive"].iter().any(|name| last.ident == name))
}

/// The expression with the functions of the runtime where `hash(..)` and `mask(..)` are written bare. What they are
/// given is taken by reference, as a value is that stands alone.
pub(crate) fn protected(value: &Expr, door: Door<'_>) -> TokenStream {
    if matches!(value, Expr::Path(_) | Expr::Lit(_)) {
        return value.to_token_stream();
    }
    let mut value = value.clone();
    Bare(door).visit_expr_mut(&mut value);
    value.into_token_stream()
}

struct Bare<'a>(Door<'a>);

impl VisitMut for Bare<'_> {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        let Expr::Path(ExprPath { qself: None, path, .. }) = &*call.func else { return };
        let (Some(name), 1) = (path.get_ident().cloned(), call.args.len()) else { return };
        if name != "hash" && name != "mask" {
            return;
        }
        let at = Span::mixed_site().located_at(name.span());
        let door = self.0.at(at);
        *call.func = Expr::Verbatim(quote_spanned!(at=> #door::#name));
        for argument in &mut call.args {
            // A type that cannot be recorded is shown at the argument.
            let mut places = argument.to_token_stream().into_iter().map(|token| token.span());
            let first = places.next().unwrap_or(at);
            let (first, last) = (at.located_at(first), at.located_at(places.last().unwrap_or(first)));
            let (reference, mut value) =
                (Token![&](first), Group::new(Delimiter::Parenthesis, argument.to_token_stream()));
            value.set_span(last);
            *argument = Expr::Verbatim(quote!(#reference #value));
        }
    }
}
