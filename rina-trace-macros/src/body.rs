//! The body of a function, as far as anybody looks at it: how it begins, and where its last expression stands.
//!
//! It stays the tokens that it is, and to list these takes as long as it is. Known by `func` and `expand`.

use proc_macro2::{Delimiter, Group, Span, TokenTree};
use syn::parse::ParseStream;

/// What the body of a function begins with.
pub(crate) enum Start {
    /// An inner attribute.
    Attribute,
    Item,
    Other,
}

impl Start {
    pub(crate) fn of(body: &Group) -> Self {
        body.span().source_text().and_then(|text| Self::written(&text)).unwrap_or_else(|| Self::listed(body))
    }

    /// By the source, for to list the tokens of a body takes as long as the body is. `None` where that does not tell: at an
    /// attribute, a comment or a variable of `macro_rules!`, and where another macro has made the body.
    fn written(text: &str) -> Option<Self> {
        let inside = text.strip_prefix('{')?.trim_start();
        let word = inside.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        match inside.get(..word)? {
            "" if inside.starts_with(['#', '/', '$']) => None,
            word if ITEMS.contains(&word) => Some(Self::Item),
            _ => Some(Self::Other),
        }
    }

    pub(crate) fn listed(body: &Group) -> Self {
        let mut tokens = body.stream().into_iter();
        match (tokens.next(), tokens.next()) {
            (Some(TokenTree::Punct(first)), Some(TokenTree::Punct(second)))
                if first.as_char() == '#' && second.as_char() == '!' =>
            {
                Self::Attribute
            }
            // An attribute may stand on either; most stand on items.
            (Some(TokenTree::Punct(first)), _) if first.as_char() == '#' => Self::Item,
            (Some(TokenTree::Ident(first)), _) if ITEMS.contains(&first.to_string().as_str()) => Self::Item,
            _ => Self::Other,
        }
    }
}

/// Where the last expression of a body begins and ends, if there is one.
pub(crate) fn tail(body: &Group) -> Option<(Span, Span)> {
    let mut ends = None;
    for token in body.stream() {
        ends = match (&token, ends) {
            (TokenTree::Punct(sign), _) if sign.as_char() == ';' => None,
            (token, None) => Some((token.span(), token.span())),
            (token, Some((first, _))) => Some((first, token.span())),
        };
    }
    ends
}

/// What an item begins with.
const ITEMS: [&str; 14] = [
    "fn",
    "struct",
    "enum",
    "union",
    "trait",
    "impl",
    "mod",
    "use",
    "const",
    "static",
    "type",
    "extern",
    "pub",
    "macro_rules",
];

/// A block as it is, also where it is the `$body:block` of a `macro_rules!`.
pub(crate) fn braces(input: ParseStream<'_>) -> syn::Result<Group> {
    input.step(|cursor| match cursor.group(Delimiter::Brace) {
        Some((inside, span, rest)) => {
            let mut group = Group::new(Delimiter::Brace, inside.token_stream());
            group.set_span(span.join());
            Ok((group, rest))
        }
        None => Err(cursor.error("expected a body in braces")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_tells_where_it_is_plain() {
        for (text, start) in [
            ("{ let a = 1; }", Some(false)),
            ("{}", Some(false)),
            ("{\n    (a, b)\n}", Some(false)),
            ("{ constant }", Some(false)),
            ("{ const A: u8 = 1; }", Some(true)),
            ("{\n\tuse a::b;", Some(true)),
            ("{ #![allow(unused)] }", None),
            ("{ #[cfg(a)] let b; }", None),
            ("{ // a comment", None),
            ("{ /* another */ }", None),
            ("{ $($body)* }", None),
            ("#[other::attribute]", None),
            ("", None),
        ] {
            let is_item = Start::written(text).map(|start| matches!(start, Start::Item));
            assert_eq!(is_item, start, "{text}");
        }
    }
}
