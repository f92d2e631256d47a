//! The annotated function: its parts, and what its attributes and signature tell about it.
//!
//! The signature is read, the body stays the tokens it is: what the user wrote is what is compiled, at the place
//! where it was written. Known by `plan`, `expand` and `block`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::visit_mut::{self, VisitMut};
use syn::{AttrStyle, Attribute, FnArg, Pat, ReturnType, Signature, Token, Visibility};

use crate::body::{Start, braces};
use crate::declared::Declared;
use crate::holds::can_fail;
use crate::returns::Returns;
use crate::signature::{self, Head};
use crate::written::Written;

/// A function and its body.
pub(crate) struct Func {
    /// With the inner attributes of the body, last.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// What the types of its arguments tell, in their order.
    pub(crate) declared: Vec<Declared>,
    pub(crate) body: Body,
    /// The first of the statements is an item.
    pub(crate) starts_with_item: bool,
    /// All that stands before the body as it was written, where that is known and nothing of the body goes before it.
    pub(crate) head: Option<Vec<TokenTree>>,
    /// The tokens of the type that it returns, where that is made of names.
    returned: Option<Vec<TokenTree>>,
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
        let head = signature::head(input)?;
        if input.peek(Token![;]) {
            let Head { attrs, vis, sig, declared } = head;
            let (body, starts_with_item) = (Body::None(input.parse()?), false);
            return Ok(Self {
                attrs,
                vis,
                sig,
                declared,
                body,
                starts_with_item,
                head: None,
                returned: None,
            });
        }
        Self::new(head, &braces(input)?)
    }

    /// The same, of a function whose body is apart: so its tokens are not looked at, which is most of the work. `word` is
    /// where the `fn` is.
    pub(crate) fn of(head: Vec<TokenTree>, word: usize, body: &Group) -> syn::Result<Self> {
        let (read, returned) = signature::of(&head, word)?;
        let outer = read.attrs.len();
        let func = Self::new(read, body)?;
        let returned = returned.map(|at| head[at..].to_vec());
        let head = Some(head).filter(|_| func.attrs.len() == outer);
        Ok(Self { head, returned, ..func })
    }

    fn new(Head { mut attrs, vis, sig, declared }: Head, body: &Group) -> syn::Result<Self> {
        let start = Start::of(body);
        let mut block = body.clone();
        if matches!(start, Start::Attribute) {
            let read = |input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.parse()?));
            let (inner, statements): (Vec<_>, TokenStream) = read.parse2(body.stream())?;
            attrs.extend(inner);
            block = Group::new(Delimiter::Brace, statements);
            block.set_span(body.span());
        }
        let starts_with_item = match start {
            Start::Attribute => matches!(Start::listed(&block), Start::Item),
            start => matches!(start, Start::Item),
        };
        let body = Body::Block(block);
        Ok(Self { attrs, vis, sig, declared, body, starts_with_item, head: None, returned: None })
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

    /// The type that it returns, to be written again inside of it.
    pub(crate) fn returned(&self) -> Option<Written> {
        match &self.returned {
            Some(tokens) => Some(Written::named(tokens.clone())),
            None => self.returns().map(Written::erased),
        }
    }

    /// All that stands before the type that it returns, where both are known as they were written.
    pub(crate) fn head_before_type(&self) -> Option<&[TokenTree]> {
        let (head, returned) = (self.head.as_ref()?, self.returned.as_ref()?);
        head.get(..head.len().checked_sub(returned.len())?)
    }

    /// False if its value is no `Result`, whatever the names in its type stand for.
    pub(crate) fn may_fail(&self) -> bool {
        match (&Returns::of(&self.sig.output), self.sig.asyncness) {
            (Returns::Future(it) | Returns::Stream(it), None) => it.gives.as_deref().is_none_or(can_fail),
            _ => self.returns().is_some_and(can_fail),
        }
    }
}

struct Names(Vec<Ident>);

impl VisitMut for Names {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        self.0.push(pat.ident.clone());
        visit_mut::visit_pat_ident_mut(self, pat);
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
    const INERT: [&str; 18] = [
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
        "link_section",
        "unsafe",
    ];
    const TOOLS: [&str; 3] = ["clippy", "rustfmt", "diagnostic"];
    let path = attr.path();
    match path.get_ident() {
        Some(name) => INERT.contains(&name.to_string().as_str()),
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
