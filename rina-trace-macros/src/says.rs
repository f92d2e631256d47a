//! Tokens for what is said about a span: its callsite, its fields when it starts, its outcome when it ends.
//!
//! The part of stage 3 that attributes and `span!` share. Each value keeps the place of the user's expression, so
//! that a type that cannot be recorded is shown there.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Expr;

use crate::check::protected;
use crate::door::Door;
use crate::errors::Left;
use crate::fields::{Field, How, Takes};
use crate::plan::Opening;
use crate::put::put;
use crate::tells;
use crate::values::text;

/// A reference to what is known when the program is compiled.
///
/// The compiler makes a static of a literal by itself, and that costs it less than an item of ours. What has to be
/// computed needs one. It stands in a block because an item, unlike a variable, is visible to all that stands beside
/// it: the body may have a `CALLSITE` too.
pub(crate) fn callsite(opening: &Opening<'_>, at: Span) -> TokenStream {
    let Opening { op, name, options, rules, left, .. } = opening;
    let Left { items, warnings } = left;
    let door = opening.door.at(at);
    let rules = Ident::new(rules, at);
    let (file, line) = place(at);
    let mut parts = TokenStream::new();
    put!(&mut parts, at=> op: #op, name: #name, file: #file, line: #line, rules: #door::#rules #options);
    let parts = block(parts, at);
    let is_literal = options.is_none() && op.is_literal();
    let mut tokens = TokenStream::new();
    match (is_literal, left.is_empty()) {
        (true, true) => put!(&mut tokens, at=> &#door::Callsite #parts),
        (true, false) => put!(&mut tokens, at=> { #items #warnings &#door::Callsite #parts }),
        (false, _) => put! {&mut tokens, at=> {
            #items
            static CALLSITE: #door::Callsite = #door::Callsite #parts;
            #warnings
            &CALLSITE
        }},
    }
    tokens
}

/// File and line of what is traced. As literals, because two macros for each function cost the compiler more.
pub(crate) fn place(at: Span) -> (Literal, Literal) {
    let at = at.unwrap();
    (Literal::string(&at.file()), Literal::u32_unsuffixed(at.line() as u32))
}

/// Statements that say on `fields` what is known when the span starts.
pub(crate) fn at_start(opening: &Opening<'_>, at: Span) -> TokenStream {
    let name = opening.renamed.map(|name| {
        let name = by_value(opening.door, "name", name);
        quote_spanned!(at=> fields.name(#name);)
    });
    let subject = &opening.subject;
    let mut tokens = subject.at_start(opening.door, at);
    if let Some(name) = name {
        tokens.extend(name);
    }
    for (list, fields) in [("", opening.data), ("tag_", opening.tags)] {
        for field in fields {
            let list = if list.is_empty() { subject.prefix(field) } else { list };
            let Some(ai) = subject.model() else {
                say(&mut tokens, opening.door, list, field, at);
                continue;
            };
            let mut said = TokenStream::new();
            say(&mut said, opening.door, list, field, at);
            tokens.extend(tells::field(ai, opening.door, field, said, at));
        }
    }
    tokens
}

fn say(tokens: &mut TokenStream, door: Door<'_>, list: &str, field: &Field, at: Span) {
    if let (How::Value, Takes::Anything | Takes::Text, Some(text)) =
        (field.how, field.takes, text(&field.value))
    {
        let (key, method) = (&field.key, Ident::new(&format!("{list}literal"), at));
        put!(tokens, at=> fields.#method(#key, #text););
        return;
    }
    let value = protected(&field.value, door);
    if let (Some(method), "") = (field.method, list) {
        let (key, (at, _)) = (&field.key, ends(&field.value));
        let method = Ident::new(method, at);
        put!(tokens, at=> fields.#method(#key, #value););
        return;
    }
    record(tokens, list, field, value, ends(&field.value));
}

/// `fields.method(key, &(value));` with the method of the trait that the field asks for. It stands where the value
/// does, and so does what is wrong with it.
pub(crate) fn record(
    tokens: &mut TokenStream,
    list: &str,
    field: &Field,
    value: TokenStream,
    (first, last): (Span, Span),
) {
    let (key, value) = (&field.key, grouped(value, last));
    let mut arguments = TokenStream::new();
    put!(&mut arguments, first=> #key, &#value);
    let arguments = grouped(arguments, last);
    let method = match (field.how, field.takes) {
        (How::Display, _) => "display",
        (How::Debug, _) => "debug",
        (How::Value, Takes::Anything) => "value",
        (How::Value, Takes::Text) => "text",
        (How::Value, Takes::Integer) => "integer",
        (How::Value, Takes::Double) => "double",
        (How::Value, Takes::Boolean) => "boolean",
        (How::Value, Takes::TextList) => "text_list",
    };
    let method = Ident::new(&format!("{list}{method}"), first);
    if field.how != How::Value || field.takes == Takes::Anything {
        return put!(tokens, first=> fields.#method #arguments;);
    }
    let key = key_type(&field.name);
    put!(tokens, first=> { enum #key {} fields.#method::<#key> #arguments; });
}

pub(crate) fn block(statements: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, statements);
    group.set_span(span);
    group
}

/// The name of the type that stands for a key in the compiler's messages, where nothing but types is shown.
pub(crate) fn key_type(key: &str) -> Ident {
    // A name has no dots, but may have those of half height.
    let mut name = String::with_capacity(2 * key.len());
    for c in key.chars() {
        match c {
            '.' => name.push('·'),
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ => name.push('_'),
        }
    }
    // With a dot in it, it is no word of the language.
    let is_name = key.contains('.') && key.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_name && syn::parse_str::<Ident>(&name).is_err() {
        name.insert_str(0, "key_");
    }
    Ident::new(&name, Span::mixed_site())
}

/// `door::function(&(value))`, where the argument begins and ends as the user's expression does.
pub(crate) fn by_reference(door: Door<'_>, function: &str, value: &impl ToTokens) -> TokenStream {
    let (at, last) = hygienic_span_of(value);
    let value = grouped(value.to_token_stream(), last);
    by_value(door, function, &quote_spanned!(at=> &#value))
}

/// `door::function(value)`, likewise.
fn by_value(door: Door<'_>, function: &str, value: &impl ToTokens) -> TokenStream {
    let (at, last) = hygienic_span_of(value);
    let (door, function) = (door.at(at), Ident::new(function, at));
    let argument = grouped(value.to_token_stream(), last);
    quote_spanned!(at=> #door::#function #argument)
}

/// In parentheses that stand at the end of what is blamed.
pub(crate) fn grouped(tokens: TokenStream, end: Span) -> Group {
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(end);
    group
}

/// Where tokens begin and end.
pub(crate) fn span_of(tokens: &impl ToTokens) -> (Span, Span) {
    let mut tokens = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = tokens.next().unwrap_or_else(Span::mixed_site);
    (first, tokens.last().unwrap_or(first))
}

/// The same for an expression, and for tokens of the macro's own. Most are a name, and need not be listed.
fn ends(value: &Expr) -> (Span, Span) {
    match value {
        Expr::Path(path) if let Some(name) = path.path.get_ident() => {
            let at = hygienic(name.span());
            (at, at)
        }
        _ => hygienic_span_of(value),
    }
}

/// The same, for tokens of the macro's own.
pub(crate) fn hygienic_span_of(tokens: &impl ToTokens) -> (Span, Span) {
    let (first, last) = span_of(tokens);
    (hygienic(first), hygienic(last))
}

/// For tokens of the macro's own that are shown there.
pub(crate) fn hygienic(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}
