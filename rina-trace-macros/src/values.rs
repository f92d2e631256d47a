//! What may stand behind the `=` of each argument.
//!
//! Grammar only. Known by `args`; `span!` and `op!` share the operation and the literal text.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, LitFloat, LitStr, Path, Token, Type, bracketed, token};

use crate::args::{ErrPolicy, Expected, Op};
use crate::errors::did_you_mean;
use crate::fields::{expression, ungrouped};

/// The sign behind `word`, and that something follows it.
fn equals(word: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<()> {
    let missing = || syn::Error::new(word.span(), format!("`{word}` needs a value: `{word} = {example}`"));
    if !input.peek(Token![=]) || input.peek(Token![=>]) {
        return Err(missing());
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) { Err(missing()) } else { Ok(()) }
}

pub(crate) fn value(word: &Ident, example: &str, input: ParseStream<'_>) -> syn::Result<Expr> {
    equals(word, example, input)?;
    input.parse()
}

pub(crate) fn op(word: &Ident, input: ParseStream<'_>) -> syn::Result<Op> {
    equals(word, "\"db.query\"", input)?;
    operation(input)
}

/// What is known when the program is compiled.
pub(crate) fn operation(input: ParseStream<'_>) -> syn::Result<Op> {
    let value = expression(input)?;
    match text(&value) {
        Some(text) if decoded(text).is_empty() => {
            return Err(syn::Error::new(
                text.span(),
                "the operation is empty, write one such as \"db.query\"",
            ));
        }
        Some(text) => return Ok(Op::Literal(text.clone())),
        None => {}
    }
    match value {
        Expr::Path(path) => Ok(Op::Constant(path)),
        other => Err(syn::Error::new_spanned(
            other,
            "an operation is checked when the program is compiled: write a literal such as \"db.query\", or the \
             path of a constant such as `rina_trace::op::DB_QUERY`",
        )),
    }
}

pub(crate) fn name(word: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    equals(word, "\"..\"", input)?;
    name_of_span(input)
}

/// A literal text, or an expression that makes one.
pub(crate) fn name_of_span(input: ParseStream<'_>) -> syn::Result<Expr> {
    let value = expression(input)?;
    match &value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if decoded(text).is_empty() => {
            Err(syn::Error::new(text.span(), "the name is empty"))
        }
        Expr::Lit(ExprLit { lit, .. }) if !matches!(lit, Lit::Str(_)) => Err(syn::Error::new(
            lit.span(),
            format!("the name is a text: write `\"{}\"`", lit.to_token_stream()),
        )),
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

/// What a literal says. Most say what is written, and to decode it is dear in a macro, which is compiled without optimisation.
pub(crate) fn decoded(text: &LitStr) -> String {
    let written = text.token().to_string();
    let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside.map(str::as_bytes) {
        Some(bytes) if !bytes.contains(&b'\\') && !bytes.contains(&b'\r') => {
            written[1..=bytes.len()].to_owned()
        }
        _ => text.value(),
    }
}

pub(crate) fn policy(word: &Ident, input: ParseStream<'_>) -> syn::Result<ErrPolicy> {
    equals(word, "capture", input)?;
    let at = input.span();
    let written = input.parse::<Expr>()?.into_token_stream().to_string();
    match written.as_str() {
        "record" => Ok(ErrPolicy::Record),
        "capture" => Ok(ErrPolicy::Capture),
        "ignore" => Ok(ErrPolicy::Ignore),
        other => {
            let meant = did_you_mean(other, ["record", "capture", "ignore"]);
            let message = format!("`err` is `capture`, `record` or `ignore`, not `{other}`{meant}");
            Err(syn::Error::new(at, message))
        }
    }
}

/// One error or a list of them: types, and closures that are asked.
pub(crate) fn expected(word: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Expected>> {
    equals(word, "NotFound", input)?;
    if !input.peek(token::Bracket) {
        return Ok(vec![expected_one(input)?]);
    }
    let content;
    let brackets = bracketed!(content in input);
    let all = content.parse_terminated(expected_one, Token![,])?;
    if all.is_empty() {
        return Err(syn::Error::new(brackets.span.join(), format!("`{word}` names no error")));
    }
    Ok(all.into_iter().collect())
}

fn expected_one(input: ParseStream<'_>) -> syn::Result<Expected> {
    const WANTED: &str = "`expected` takes the type of an error, or a closure that is asked: `expected = NotFound`, \
        `expected = |error| error.is_timeout()`";
    if input.peek(Token![|]) || input.peek(Token![||]) || input.peek(Token![move]) {
        return Ok(Expected::Closure(input.parse()?));
    }
    let start = input.fork();
    match input.parse::<Type>() {
        // What follows a path that is a call, a method or a comparison was meant as an expression.
        Ok(ty @ Type::Path(_)) if input.is_empty() || input.peek(Token![,]) => Ok(Expected::Type(ty)),
        _ => Err(start
            .parse::<Expr>()
            .map_or_else(|_| start.error(WANTED), |written| syn::Error::new_spanned(written, WANTED))),
    }
}

pub(crate) fn path(word: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    const EXAMPLE: &str = "path::to::rina_trace";
    equals(word, EXAMPLE, input)?;
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return Err(input.error(format!("`{word}` takes a path: `{word} = {EXAMPLE}`")));
    }
    Path::parse_mod_style(input)
}

/// A constant expression; a literal is checked here, everything else when the program is compiled further.
pub(crate) fn rate(word: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
    const SHARE: &str = "`sample_rate` is a share from 0.0 (none) to 1.0 (all)";
    let value = ungrouped(value(word, "0.1", input)?);
    if !matches!(value, Expr::Lit(_) | Expr::Unary(_)) {
        return Ok(value);
    }
    let tokens = value.to_token_stream().to_string().replace([' ', '_'], "");
    let number = tokens.strip_suffix("f64").unwrap_or(&tokens).parse::<f64>();
    match number {
        // Nobody means more than all of them, but per cent.
        Ok(rate) if rate > 1.0 && rate <= 100.0 => {
            Err(syn::Error::new_spanned(value, format!("{SHARE}: write `{:?}` for {rate} %", rate / 100.0)))
        }
        Ok(rate) if !(0.0..=1.0).contains(&rate) => Err(syn::Error::new_spanned(value, SHARE)),
        // `1` is a rate like `1.0`, but no `f64` to the compiler.
        Ok(rate) => Ok(Expr::Lit(ExprLit {
            attrs: Vec::new(),
            lit: Lit::Float(LitFloat::new(&format!("{rate:?}f64"), value.span())),
        })),
        Err(_) if matches!(value, Expr::Lit(_)) => Err(syn::Error::new_spanned(value, SHARE)),
        Err(_) => Ok(value),
    }
}
