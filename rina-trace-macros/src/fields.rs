//! The lists of keys and values in `data(..)`, `tags(..)`, `ok(..)` and `span!`.
//!
//! Grammar only, keeps spans. Known by `args` and `span_macro`, which share it.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Token};

use crate::errors::Errors;

/// `key = value`, or the name of a variable alone.
pub(crate) struct Field {
    pub(crate) key: LitStr,
    /// The text of the key: to read it from the literal is dear in a macro, which is compiled without optimisation.
    pub(crate) name: String,
    pub(crate) place: KeyPlace,
    pub(crate) how: How,
    pub(crate) value: Expr,
    /// The name that stands alone, for key and value.
    pub(crate) bare: Option<Ident>,
    /// What values the key takes: anything, until the conventions are asked.
    pub(crate) takes: Takes,
    /// The method that says values of its type, if that is known and what the key takes.
    pub(crate) method: Option<&'static str>,
    /// The project says that it is no secret, though it looks like one.
    pub(crate) is_allowed: bool,
}

/// Where a key was written: one literal, or the names between the dots.
pub(crate) struct KeyPlace(Vec<Span>);

impl KeyPlace {
    /// The whole key, for an error.
    pub(crate) fn error(&self, message: impl Display) -> syn::Error {
        let (first, last) = (self.0.first(), self.0.last());
        let ends = first.into_iter().chain(last).map(|at| TokenTree::from(Ident::new("key", *at)));
        syn::Error::new_spanned(ends.collect::<TokenStream>(), message)
    }

    /// One token of it, for a warning: the first that is another in `meant`, which is what should be written, else
    /// the last.
    pub(crate) fn token(&self, written: &str, meant: Option<&str>) -> Span {
        let wrong = meant.and_then(|meant| {
            let mut meant = meant.split('.');
            written.split('.').position(|segment| meant.next() != Some(segment))
        });
        let wrong = wrong.and_then(|wrong| self.0.get(wrong));
        wrong.or(self.0.last()).copied().unwrap_or_else(Span::call_site)
    }
}

/// The type that the conventions give the value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Anything,
    Text,
    Integer,
    Double,
    Boolean,
    /// A list of texts; a text alone is a list of one.
    TextList,
}

/// By which trait a value is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// `IntoValue`
    Value,
    /// `%`
    Display,
    /// `?`
    Debug,
}

/// Reads fields up to the end. A field that cannot be read is one error; the next one is read again.
pub(crate) fn parse_list(input: ParseStream<'_>, errors: &mut Errors) -> Vec<Field> {
    let mut fields = Vec::new();
    while !input.is_empty() {
        let field = errors.absorb(parse_field(input));
        comma(input, field.is_some(), errors);
        fields.extend(field);
    }
    fields
}

fn parse_field(input: ParseStream<'_>) -> syn::Result<Field> {
    let how = parse_how(input)?;
    // To look for a literal is to read it, so what is more frequent comes first.
    if how == How::Value && !input.peek(Ident::peek_any) && input.peek(LitStr) {
        let key: LitStr = input.parse()?;
        let name = key.value();
        if name.is_empty() {
            return Err(syn::Error::new(key.span(), "the key is empty"));
        }
        let place = KeyPlace(vec![key.span()]);
        return keyed(key, name, place, input);
    }
    let first = name(input)?;
    let (mut place, mut text, mut last) = (vec![first.span()], unraw(&first), first.clone());
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        last = name(input)?;
        place.push(last.span());
        text.push('.');
        text.push_str(&unraw(&last));
    }
    let (place, sign) = (KeyPlace(place), how.sign());
    match how {
        _ if !is_equals(input) && !is_separator(input) => {
            if place.0.len() == 1 && (ends(input) || input.peek(Ident::peek_any) || input.peek(Lit)) {
                bare(first, how)
            } else {
                Err(place.error(key_missing(&text, &last, sign, input)))
            }
        }
        How::Value => keyed(LitStr::new(&text, first.span()), text, place, input),
        _ => Err(place.error(format_args!("`{sign}` stands before the value: `{text} = {sign}value`"))),
    }
}

/// For an expression that begins where a key should be: what to write, as far as it was read.
fn key_missing(read: &str, last: &Ident, sign: &str, input: ParseStream<'_>) -> String {
    let own = last.unraw().to_string();
    let (key, rest) = match input.cursor().token_tree() {
        _ if ends(input) => (&*own, ""),
        Some((TokenTree::Group(group), _)) if group.stream().is_empty() => (&*own, "()"),
        Some((TokenTree::Group(_), _)) => (&*own, "(..)"),
        _ => ("key", " .."),
    };
    format!("a key is missing, write `{key} = {sign}{read}{rest}`")
}

/// What follows a key.
fn keyed(key: LitStr, name: String, place: KeyPlace, input: ParseStream<'_>) -> syn::Result<Field> {
    if is_separator(input) {
        let written = as_written(&name);
        return Err(input.error(format!("between a key and its value stands `=`: `{written} = value`")));
    }
    if is_equals(input) {
        input.parse::<Token![=]>()?;
        let how = parse_how(input)?;
        if !ends(input) {
            return Ok(Field {
                key,
                name,
                place,
                how,
                value: expression(input)?,
                bare: None,
                takes: Takes::Anything,
                method: None,
                is_allowed: false,
            });
        }
    }
    let written = as_written(&name);
    Err(place.error(format_args!("a value is missing, write `{written} = value`")))
}

/// Without the invisible group around what a `macro_rules!` has put there: what is wrong is shown at what
/// was given to that.
pub(crate) fn ungrouped(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => ungrouped(*group.expr),
        value => value,
    }
}

/// A comparison is none.
fn is_equals(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

/// What one writes between a key and its value elsewhere.
fn is_separator(input: ParseStream<'_>) -> bool {
    (input.peek(Token![:]) && !input.peek(Token![::])) || input.peek(Token![=>])
}

/// At the end of a field.
fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// A key as it may be written: in quotes, unless names and dots will do.
pub(crate) fn as_written(key: &str) -> String {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if key.split('.').all(is_name) { key.to_owned() } else { format!("{key:?}") }
}

fn bare(name: Ident, how: How) -> syn::Result<Field> {
    if name == "self" {
        let message = "`self` is not captured as a whole, name a field: `id = self.id`";
        return Err(syn::Error::new(name.span(), message));
    }
    let text = unraw(&name);
    let key = LitStr::new(&text, name.span());
    let value = path_of(name.clone());
    let place = KeyPlace(vec![name.span()]);
    let (bare, takes) = (Some(name), Takes::Anything);
    Ok(Field { key, name: text, place, how, value, bare, takes, method: None, is_allowed: false })
}

/// A name as an expression.
fn path_of(name: Ident) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: name.into() })
}

/// A value without the group that a `macro_rules!` leaves around it. Most are a name or a literal, and then the grammar of expressions need not be asked.
pub(crate) fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    if let Some((first, rest)) = input.cursor().token_tree()
        && (rest.eof() || rest.punct().is_some_and(|(next, _)| next.as_char() == ','))
    {
        match first {
            TokenTree::Literal(_) => {
                return Ok(Expr::Lit(ExprLit { attrs: Vec::new(), lit: input.parse()? }));
            }
            TokenTree::Ident(_) if input.peek(Ident) => return Ok(path_of(input.parse()?)),
            _ => {}
        }
    }
    Ok(ungrouped(input.parse()?))
}

fn unraw(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// A key may be made of keywords: `http.request.type`.
fn name(input: ParseStream<'_>) -> syn::Result<Ident> {
    if input.peek(Ident::peek_any) {
        return input.call(Ident::parse_any);
    }
    Err(input.error("expected a key: a name such as `user.id`, or a text such as \"user.id\""))
}

fn parse_how(input: ParseStream<'_>) -> syn::Result<How> {
    if input.peek(Token![%]) {
        input.parse::<Token![%]>()?;
        return Ok(How::Display);
    }
    if input.peek(Token![?]) {
        input.parse::<Token![?]>()?;
        return Ok(How::Debug);
    }
    Ok(How::Value)
}

impl How {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::Value => "",
            Self::Display => "%",
            Self::Debug => "?",
        }
    }
}

/// What stands between two entries. Behind an entry that could not be read (`read` is false), the rest of it is
/// left out; behind one that could, a missing comma is an error.
pub(crate) fn comma(input: ParseStream<'_>, read: bool, errors: &mut Errors) {
    if read && !input.is_empty() && !input.peek(Token![,]) {
        let before = match input.cursor().token_tree() {
            Some((TokenTree::Group(_), _)) | None => String::new(),
            Some((next, _)) => format!(" before `{next}`"),
        };
        errors.push(input.error(format!("expected `,`{before}")));
    }
    while !input.is_empty() {
        let comma = input.peek(Token![,]);
        if input.parse::<TokenTree>().is_err() || comma {
            return;
        }
    }
}
