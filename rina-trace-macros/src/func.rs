//! The annotated function: its parts, and what its attributes and signature tell about it.
//!
//! The signature is read, the body stays the tokens it is: what the user wrote is what is compiled, at the place
//! where it was written. Known by `plan`, `expand` and `block`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::visit_mut::{self, VisitMut};
use syn::{AttrStyle, Attribute, FnArg, Pat, ReturnType, Signature, Token, Visibility};

use crate::returns::{Returns, can_fail};

/// A function and its body.
pub(crate) struct Func {
    /// With the inner attributes of the body, last.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: Body,
}

/// What ends a signature.
pub(crate) enum Body {
    /// The statements, and braces that stand where the user's stood.
    Block(Group),
    /// A method of a trait, without one.
    None(Token![;]),
}

impl Func {
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (attrs, vis, sig) = head(input)?;
        if input.peek(Token![;]) {
            return Ok(Self { attrs, vis, sig, body: Body::None(input.parse()?) });
        }
        Self::new(attrs, vis, sig, &braces(input)?)
    }

    /// The same, of a function whose body is apart: so its tokens are not looked at, which is most of the work.
    pub(crate) fn of(head: TokenStream, body: &Group) -> syn::Result<Self> {
        let (attrs, vis, sig) = self::head.parse2(head)?;
        Self::new(attrs, vis, sig, body)
    }

    fn new(mut attrs: Vec<Attribute>, vis: Visibility, sig: Signature, body: &Group) -> syn::Result<Self> {
        let (inner, statements) = without_inner(body.stream())?;
        attrs.extend(inner);
        let mut block = Group::new(Delimiter::Brace, statements);
        block.set_span(body.span());
        Ok(Self { attrs, vis, sig, body: Body::Block(block) })
    }

    /// The function as it was, but for its statements.
    pub(crate) fn with_body(&self, statements: &TokenStream, braces: Span) -> TokenStream {
        let Self { attrs, vis, sig, .. } = self;
        let (outer, inner): (Vec<_>, Vec<_>) =
            attrs.iter().partition(|attr| matches!(attr.style, AttrStyle::Outer));
        let mut body = Group::new(Delimiter::Brace, quote!(#(#inner)* #statements));
        body.set_span(braces);
        quote!(#(#outer)* #vis #sig #body)
    }

    /// True if another attribute may still look at the `async fn`, and would not know what we make of it.
    pub(crate) fn is_watched(&self) -> bool {
        !self.attrs.iter().all(is_inert)
    }

    pub(crate) fn is_track_caller(&self) -> bool {
        self.attrs.iter().any(|attr| attr.path().is_ident("track_caller"))
    }

    /// The names that the arguments bind; `self` is none of them.
    pub(crate) fn argument_names(&self) -> Vec<Ident> {
        let mut names = Names(Vec::new());
        for input in &self.sig.inputs {
            if let FnArg::Typed(argument) = input {
                names.visit_pat_mut(&mut argument.pat.clone());
            }
        }
        names.0
    }

    pub(crate) fn returns(&self) -> Option<&syn::Type> {
        match &self.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        }
    }

    /// False if its value is no `Result`, whatever the names in its type stand for.
    pub(crate) fn may_fail(&self) -> bool {
        match (&Returns::of(&self.sig.output), self.sig.asyncness) {
            (Returns::Future(it) | Returns::Stream(it), None) => it.gives.as_deref().is_none_or(can_fail),
            _ => self.returns().is_some_and(can_fail),
        }
    }
}

fn head(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Visibility, Signature)> {
    Ok((input.call(Attribute::parse_outer)?, input.parse()?, input.parse()?))
}

/// Takes the inner attributes off. Few bodies have some, and those that have none are not read.
fn without_inner(statements: TokenStream) -> syn::Result<(Vec<Attribute>, TokenStream)> {
    let is_punct =
        |token: Option<TokenTree>, sign| matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == sign);
    let mut first = statements.clone().into_iter();
    if !is_punct(first.next(), '#') || !is_punct(first.next(), '!') {
        return Ok((Vec::new(), statements));
    }
    (|input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.parse()?))).parse2(statements)
}

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

struct Names(Vec<Ident>);

impl VisitMut for Names {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        self.0.push(pat.ident.clone());
        visit_mut::visit_pat_ident_mut(self, pat);
    }
}

/// True if the first of the statements is an item.
pub(crate) fn starts_with_item(body: &TokenStream) -> bool {
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
    match body.clone().into_iter().next() {
        Some(TokenTree::Ident(first)) => ITEMS.iter().any(|item| first == item),
        // An attribute may stand on either; most stand on items.
        Some(TokenTree::Punct(first)) => first.as_char() == '#',
        _ => false,
    }
}

/// A plain `name: T` or `mut name: T`.
pub(crate) fn plain(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(pat),
        _ => None,
    }
}

/// True for attributes of the language and its tools. All others are macros, or belong to one.
pub(crate) fn is_inert(attr: &Attribute) -> bool {
    const INERT: [&str; 16] = [
        "doc",
        "allow",
        "warn",
        "deny",
        "forbid",
        "expect",
        "cfg",
        "cfg_attr",
        "must_use",
        "inline",
        "cold",
        "deprecated",
        "track_caller",
        "target_feature",
        "no_mangle",
        "export_name",
    ];
    const TOOLS: [&str; 3] = ["clippy", "rustfmt", "diagnostic"];
    let path = attr.path();
    match path.get_ident() {
        Some(name) => INERT.iter().any(|inert| name == inert) || name == "link_section" || name == "unsafe",
        None => path.segments.first().is_some_and(|tool| TOOLS.iter().any(|name| tool.ident == name)),
    }
}

impl ToTokens for Func {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.body {
            Body::Block(block) => self.with_body(&block.stream(), block.span()),
            Body::None(semicolon) => {
                let Self { attrs, vis, sig, .. } = self;
                quote!(#(#attrs)* #vis #sig #semicolon)
            }
        }
        .to_tokens(tokens);
    }
}
