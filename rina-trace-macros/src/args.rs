//! Stage 1, attribute tokens to [`Args`]: what the user wrote, with its spans.
//!
//! Knows the grammar only; what the arguments mean for a function is asked in `plan`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Path, Token, parenthesized};

use crate::errors::{Errors, did_you_mean};
use crate::fields::{Field, comma, parse_list};

/// The arguments of `#[traced(..)]`; `None` means not written. Flags keep the word itself, for its span.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) op: Option<Op>,
    pub(crate) name: Option<Given<Expr>>,
    pub(crate) data: Option<Given<Vec<Field>>>,
    pub(crate) tags: Option<Given<Vec<Field>>>,
    pub(crate) ok: Option<Given<Vec<Field>>>,
    pub(crate) err: Option<ErrPolicy>,
    pub(crate) sample_rate: Option<Expr>,
    pub(crate) root: Option<Ident>,
    pub(crate) child_only: Option<Ident>,
    pub(crate) continue_from: Option<Given<Expr>>,
    pub(crate) skip: Option<Ident>,
    pub(crate) krate: Option<Path>,
}

/// The operation, as it was written.
pub(crate) enum Op {
    Literal(LitStr),
    /// A path to a constant of the runtime's type `Op`.
    Constant(ExprPath),
}

impl ToTokens for Op {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(op) => op.to_tokens(tokens),
            Self::Constant(op) => op.to_tokens(tokens),
        }
    }
}

/// A value and the word it was given to.
pub(crate) struct Given<T> {
    pub(crate) word: Ident,
    pub(crate) value: T,
}

/// What is done with a returned `Err`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrPolicy {
    Record,
    Capture,
    Ignore,
}

const ARGUMENTS: [&str; 12] = [
    "op",
    "name",
    "data",
    "tags",
    "ok",
    "err",
    "sample_rate",
    "root",
    "child_only",
    "continue_from",
    "skip",
    "crate",
];

/// Reads all arguments; each problem is recorded in `errors`, and what could be read is returned.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    let all = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        while !content.is_empty() {
            let read = parse_one(&mut args, &content, errors);
            let read = errors.absorb(read);
            comma(&content, read.is_some(), errors);
        }
        Ok(())
    };
    let result = all.parse2(enclosed(tokens));
    errors.absorb(result);
    args
}

/// In parentheses that stand at the last token: `syn` reports an early end there, and not at the whole attribute.
fn enclosed(tokens: TokenStream) -> TokenStream {
    let end = tokens.clone().into_iter().last().map(|last| last.span());
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    if let Some(end) = end {
        group.set_span(end);
    }
    TokenTree::from(group).into()
}

fn parse_one(args: &mut Args, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
    if input.peek(LitStr) {
        return Err(input.error("a text needs its argument: `op = \"..\"` or `name = \"..\"`"));
    }
    let word = input.call(Ident::parse_any)?;
    match word.to_string().as_str() {
        "op" => {
            equals(&word, "\"db.query\"", input)?;
            fill(&mut args.op, &word, op(input)?, errors);
        }
        "name" => {
            let value = given(&word, name(&word, input)?);
            fill(&mut args.name, &word, value, errors);
        }
        "data" => fill(&mut args.data, &word, list(&word, input, errors)?, errors),
        "tags" => fill(&mut args.tags, &word, list(&word, input, errors)?, errors),
        "ok" => fill(&mut args.ok, &word, list(&word, input, errors)?, errors),
        "err" => fill(&mut args.err, &word, policy(&word, input)?, errors),
        "sample_rate" => fill(&mut args.sample_rate, &word, rate(&word, input)?, errors),
        "root" => fill(&mut args.root, &word, word.clone(), errors),
        "child_only" => fill(&mut args.child_only, &word, word.clone(), errors),
        "continue_from" => {
            let value = given(&word, value(&word, "headers", input)?);
            fill(&mut args.continue_from, &word, value, errors);
        }
        "skip" => fill(&mut args.skip, &word, word.clone(), errors),
        "crate" => {
            equals(&word, "path::to::rina_trace", input)?;
            fill(&mut args.krate, &word, Path::parse_mod_style(input)?, errors);
        }
        unknown => {
            let meant = did_you_mean(unknown, ARGUMENTS);
            return Err(syn::Error::new(word.span(), format!("unknown argument `{unknown}`{meant}")));
        }
    }
    Ok(())
}

/// Each argument once: the second is the error, at its word. The first stays, so that it is checked too.
fn fill<T>(slot: &mut Option<T>, word: &Ident, value: T, errors: &mut Errors) {
    match slot {
        None => *slot = Some(value),
        Some(_) => errors.at(word, format_args!("`{word}` is given twice")),
    }
}

fn given<T>(word: &Ident, value: T) -> Given<T> {
    Given { word: word.clone(), value }
}

fn equals(word: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<()> {
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(word.span(), format!("`{word}` needs a value: `{word} = {example}`")));
    }
    input.parse::<Token![=]>().map(drop)
}

fn value(word: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Expr> {
    equals(word, example, input)?;
    input.parse()
}

/// What is known when the program is compiled.
pub(crate) fn op(input: ParseStream<'_>) -> syn::Result<Op> {
    let value: Expr = input.parse()?;
    match text(&value) {
        Some(text) if text.value().is_empty() => {
            return Err(syn::Error::new(
                text.span(),
                "the operation is empty, write one such as \"db.query\"",
            ));
        }
        Some(text) => return Ok(Op::Literal(text.clone())),
        None => {}
    }
    match ungrouped(value) {
        Expr::Path(path) => Ok(Op::Constant(path)),
        other => Err(syn::Error::new_spanned(
            other,
            "an operation is checked when the program is compiled: write a literal such as \"db.query\", or the \
             path of a constant such as `rina_trace::op::DB_QUERY`",
        )),
    }
}

/// Without the invisible group around what a `macro_rules!` has put there.
fn ungrouped(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => ungrouped(*group.expr),
        value => value,
    }
}

fn name(word: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    let value = value(word, "\"..\"", input)?;
    match text(&value) {
        Some(text) if text.value().is_empty() => Err(syn::Error::new(text.span(), "`name` is empty")),
        _ => Ok(value),
    }
}

/// The literal text that an expression is, if it is one.
pub(crate) fn text(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

fn list(word: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Given<Vec<Field>>> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(word.span(), format!("`{word}` takes a list: `{word}(key = value)`")));
    }
    let content;
    parenthesized!(content in input);
    Ok(given(word, parse_list(&content, errors)))
}

fn policy(word: &Ident, input: ParseStream<'_>) -> syn::Result<ErrPolicy> {
    equals(word, "capture", input)?;
    let value = input.call(Ident::parse_any)?;
    match value.to_string().as_str() {
        "record" => Ok(ErrPolicy::Record),
        "capture" => Ok(ErrPolicy::Capture),
        "ignore" => Ok(ErrPolicy::Ignore),
        other => {
            let meant = did_you_mean(other, ["record", "capture", "ignore"]);
            let message = format!("`err` is `capture`, `record` or `ignore`, not `{other}`{meant}");
            Err(syn::Error::new(value.span(), message))
        }
    }
}

/// A constant expression; a literal is checked here, everything else when the program is compiled further.
fn rate(word: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    let value = value(word, "0.1", input)?;
    if !matches!(value, Expr::Lit(_) | Expr::Unary(_)) {
        return Ok(value);
    }
    let tokens = value.to_token_stream().to_string().replace([' ', '_'], "");
    let number = tokens.strip_suffix("f64").unwrap_or(&tokens).parse::<f64>();
    match number {
        Ok(rate) if !(0.0..=1.0).contains(&rate) => {
            let message = "`sample_rate` is a share from 0.0 (none) to 1.0 (all)";
            Err(syn::Error::new_spanned(value, message))
        }
        // `1` is a rate like `1.0`, but no `f64` to the compiler.
        Ok(rate) => Ok(Expr::Lit(ExprLit {
            attrs: Vec::new(),
            lit: Lit::Float(syn::LitFloat::new(&format!("{rate:?}f64"), syn::spanned::Spanned::span(&value))),
        })),
        Err(_) => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::fields::How;

    #[test]
    fn every_argument_is_read() {
        let mut errors = Errors::default();
        let args = parse(
            quote! {
                op = "db.query", name = NAME, data(id, http.request.type = %kind, "a b" = ?c), tags(a = 1),
                ok(n = |r| r.len()), err = ignore, sample_rate = 1, root, child_only, continue_from = h, skip,
                crate = crate::rt,
            },
            &mut errors,
        );
        assert!(errors.is_empty(), "{}", errors.into_tokens());
        let data: Vec<_> =
            args.data.unwrap().value.iter().map(|field| (field.key.value(), field.how)).collect();
        let expected = [("id", How::Value), ("http.request.type", How::Display), ("a b", How::Debug)];
        assert_eq!(data, expected.map(|(key, how)| (key.to_owned(), how)));
        assert_eq!(args.sample_rate.to_token_stream().to_string(), "1.0f64");
        assert!(args.err == Some(ErrPolicy::Ignore) && args.krate.is_some() && args.skip.is_some());
    }

    #[test]
    fn what_can_be_read_is_read() {
        let mut errors = Errors::default();
        let args = parse(quote!(opp = 1, op = "a" x, data(= 1, b = 2), root), &mut errors);
        assert!(args.op.is_some() && args.root.is_some());
        assert_eq!(args.data.unwrap().value.len(), 1);
        assert_eq!(errors.into_tokens().to_string().matches("compile_error").count(), 3);
    }
}
