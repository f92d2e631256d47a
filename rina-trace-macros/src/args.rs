//! Stage 1, attribute tokens to [`Args`]: what the user wrote, with its spans.
//!
//! Knows the grammar only; what the arguments mean for a function is asked in `plan`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprPath, Ident, LitStr, Path, Type, parenthesized};

use crate::errors::{Errors, did_you_mean};
use crate::fields::{Field, comma, parse_list};
use crate::kind::Kind;
use crate::values;

/// The arguments of an attribute; `None` means not written. Flags keep the word itself, for its span.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) op: Option<Given<Op>>,
    /// The text of a literal operation, once it is checked.
    pub(crate) operation: Option<String>,
    pub(crate) name: Option<Given<Expr>>,
    pub(crate) data: Option<Given<Vec<Field>>>,
    pub(crate) tags: Option<Given<Vec<Field>>>,
    pub(crate) ok: Option<Given<Vec<Field>>>,
    pub(crate) err: Option<ErrPolicy>,
    pub(crate) expected: Option<Given<Vec<Expected>>>,
    pub(crate) sample_rate: Option<Given<Expr>>,
    pub(crate) root: Option<Ident>,
    pub(crate) child_only: Option<Ident>,
    pub(crate) continue_from: Option<Given<Expr>>,
    pub(crate) skip: Option<Ident>,
    pub(crate) krate: Option<Path>,
    pub(crate) parameters: Option<Given<Vec<Field>>>,
    /// Those that only one attribute takes, in the order in which they are written.
    pub(crate) own: Vec<Given<Expr>>,
    /// Something could not be read: it may be what seems to be missing.
    pub(crate) is_partial: bool,
}

impl Args {
    /// An argument that only one attribute takes.
    pub(crate) fn own(&self, word: &str) -> Option<&Given<Expr>> {
        self.own.iter().find(|own| own.word == word)
    }
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

/// An error that is nothing to worry about.
pub(crate) enum Expected {
    Type(Type),
    /// A closure that is asked.
    Closure(Expr),
}

/// What is done with a returned `Err`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrPolicy {
    Record,
    Capture,
    Ignore,
}

/// Those that every attribute takes.
const COMMON: [&str; 13] = [
    "op",
    "name",
    "data",
    "tags",
    "ok",
    "err",
    "expected",
    "sample_rate",
    "root",
    "child_only",
    "continue_from",
    "skip",
    "crate",
];

/// Reads all arguments; each problem is recorded in `errors`, and what could be read is returned.
pub(crate) fn parse(tokens: TokenStream, kind: &Kind, errors: &mut Errors) -> Args {
    // Where it ends is asked only for an error, because that is to list all tokens once more.
    let mut first = Errors::default();
    let read = |input: ParseStream<'_>| Ok(all(kind, input, &mut first));
    if let Ok(args) = read.parse2(tokens.clone())
        && first.is_empty()
    {
        return args;
    }
    let read = |input: ParseStream<'_>| {
        let content;
        parenthesized!(content in input);
        Ok(all(kind, &content, errors))
    };
    let read = read.parse2(enclosed(tokens));
    Args { is_partial: true, ..errors.absorb(read).unwrap_or_default() }
}

fn all(kind: &Kind, input: ParseStream<'_>, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    while !input.is_empty() {
        let read = parse_one(&mut args, kind, input, errors);
        let read = errors.absorb(read);
        comma(input, read.is_some(), errors);
    }
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

fn parse_one(args: &mut Args, kind: &Kind, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
    // To look for a literal is to read it, so what is expected comes first.
    if !input.peek(Ident::peek_any) && input.peek(LitStr) {
        return Err(input.error("a text needs its argument: `op = \"..\"` or `name = \"..\"`"));
    }
    let word = input.call(Ident::parse_any)?;
    let name = word.to_string();
    if let Some(own) = kind.own(&name) {
        if own.is_list {
            fill(&mut args.parameters, &word, given(&word, list(&word, input, errors)?), errors);
            return Ok(());
        }
        let value = given(&word, values::value(&word, own.example, input)?);
        let mut slot = args.own.extract_if(.., |before| before.word == word).next();
        fill(&mut slot, &word, value, errors);
        args.own.extend(slot);
        return Ok(());
    }
    match name.as_str() {
        "op" => fill(&mut args.op, &word, given(&word, values::op(&word, input)?), errors),
        "name" => fill(&mut args.name, &word, given(&word, values::name(&word, input)?), errors),
        "data" => fill(&mut args.data, &word, given(&word, list(&word, input, errors)?), errors),
        "tags" => fill(&mut args.tags, &word, given(&word, list(&word, input, errors)?), errors),
        "ok" => fill(&mut args.ok, &word, given(&word, list(&word, input, errors)?), errors),
        "err" => fill(&mut args.err, &word, values::policy(&word, input)?, errors),
        "expected" => {
            let errors_of = given(&word, values::expected(&word, input)?);
            fill(&mut args.expected, &word, errors_of, errors);
        }
        "sample_rate" => {
            let rate = given(&word, values::rate(&word, input)?);
            fill(&mut args.sample_rate, &word, rate, errors);
        }
        "root" => fill(&mut args.root, &word, word.clone(), errors),
        "child_only" => fill(&mut args.child_only, &word, word.clone(), errors),
        "continue_from" => {
            let value = given(&word, values::value(&word, "headers", input)?);
            fill(&mut args.continue_from, &word, value, errors);
        }
        "skip" => fill(&mut args.skip, &word, word.clone(), errors),
        "crate" => fill(&mut args.krate, &word, values::path(&word, input)?, errors),
        _ => return Err(unknown(&word, &name, kind)),
    }
    Ok(())
}

fn unknown(word: &Ident, name: &str, kind: &Kind) -> syn::Error {
    // Whoever writes more than a word of ours means that, whatever another attribute calls so: `operation` is `op`.
    if let Some(short) = COMMON.into_iter().find(|known| name.starts_with(known)) {
        return syn::Error::new(word.span(), format!("unknown argument `{name}`, did you mean `{short}`?"));
    }
    if let Some((other, own)) = kind.elsewhere(name) {
        let (this, other, written) = (kind.attribute, other.attribute, own.written());
        let message = format!(
            "`{name}` is no argument of `#[{this}]`, but of another attribute: `#[{other}({written}, ..)]`"
        );
        return syn::Error::new(word.span(), message);
    }
    let known = || COMMON.into_iter().chain(kind.own.iter().map(|own| own.word));
    let meant = match did_you_mean(name, known()) {
        meant if meant.is_empty() => format!(": there are {}", known().collect::<Vec<_>>().join(", ")),
        meant => meant,
    };
    syn::Error::new(word.span(), format!("unknown argument `{name}`{meant}"))
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

fn list(word: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Field>> {
    if !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(word.span(), format!("`{word}` takes a list: `{word}(key = value)`")));
    }
    let content;
    parenthesized!(content in input);
    Ok(parse_list(&content, errors))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::fields::How;
    use crate::kind::TRACED;

    #[test]
    fn every_argument_is_read() {
        let mut errors = Errors::default();
        let args = parse(
            quote! {
                op = "db.query", name = NAME, data(id, http.request.type = %kind, "a b" = ?c), tags(a = 1),
                ok(n = |r| r.len()), err = ignore, expected = [NotFound, |e| e.is_timeout()], sample_rate = 1, root, child_only, continue_from = h, skip,
                crate = crate::rt,
            },
            &TRACED,
            &mut errors,
        );
        assert!(errors.is_empty(), "{}", errors.into_tokens());
        let data: Vec<_> =
            args.data.unwrap().value.into_iter().map(|field| (field.name, field.how)).collect();
        let expected = [("id", How::Value), ("http.request.type", How::Display), ("a b", How::Debug)];
        assert_eq!(data, expected.map(|(key, how)| (key.to_owned(), how)));
        assert_eq!(args.sample_rate.unwrap().value.to_token_stream().to_string(), "1.0f64");
        assert!(matches!(&*args.expected.unwrap().value, [Expected::Type(_), Expected::Closure(_)]));
        assert!(args.err == Some(ErrPolicy::Ignore) && args.krate.is_some() && args.skip.is_some());
    }

    #[test]
    fn what_can_be_read_is_read() {
        let mut errors = Errors::default();
        let args = parse(quote!(opp = 1, op = "a" x, data(= 1, b = 2), root), &TRACED, &mut errors);
        assert!(args.op.is_some() && args.root.is_some());
        assert_eq!(args.data.unwrap().value.len(), 1);
        assert_eq!(errors.into_tokens().to_string().matches("compile_error").count(), 3);
    }
}
