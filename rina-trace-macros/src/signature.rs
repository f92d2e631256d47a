//! The signature of a function. One that is plain is read here, all others by `syn`; types of arguments stay tokens.
//!
//! Nobody asks what the type of an argument is, and to read types is most of the work of reading a signature, for a
//! macro that is compiled without optimisation. Known by `func`.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, Generics, Ident, Pat, PatIdent, PatType, ReturnType, Safety, Signature, Token, Type,
    Visibility, token,
};

use crate::declared::Declared;
use crate::named;

/// Attributes, visibility and signature, and what the types of the arguments tell.
pub(crate) struct Head {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) declared: Vec<Declared>,
}

/// What stands in the parentheses.
#[derive(Default)]
struct Inputs {
    all: Punctuated<FnArg, Token![,]>,
    declared: Vec<Declared>,
}

pub(crate) fn head(input: ParseStream<'_>) -> syn::Result<Head> {
    let (attrs, vis, sig) =
        (input.call(Attribute::parse_outer)?, input.parse()?, input.parse::<Signature>()?);
    let declared = sig.inputs.iter().map(Declared::read).collect();
    Ok(Head { attrs, vis, sig, declared })
}

/// The same of tokens that are all of it; `word` is where the `fn` is, or a group with it. And where the returned type
/// begins, if it is made of names.
pub(crate) fn of(all: &[TokenTree], word: usize) -> syn::Result<(Head, Option<usize>)> {
    let Some((arguments, inputs)) = arguments(all, word)? else {
        return Ok((head.parse2(all.iter().cloned().collect())?, None));
    };
    if let Some((attrs, vis, sig)) = plain(all, arguments) {
        let returned = Some(arguments + 3).filter(|at| *at < all.len());
        let sig = Signature { inputs: inputs.all, ..sig };
        return Ok((Head { attrs, vis, sig, declared: inputs.declared }, returned));
    }
    let mut none = Group::new(Delimiter::Parenthesis, TokenStream::new());
    none.set_span(all[arguments].span());
    let mut all = all.to_vec();
    all[arguments] = none.into();
    let mut head = head.parse2(all.into_iter().collect())?;
    head.sig.inputs = inputs.all;
    head.declared = inputs.declared;
    Ok((head, None))
}

/// `pub async fn name(..) -> T`, with attributes, where `T` is made of names, but for its arguments. `None` for all that
/// has more to it.
fn plain(all: &[TokenTree], arguments: usize) -> Option<(Vec<Attribute>, Visibility, Signature)> {
    let start = outer(all);
    let (before, behind) = (all.get(start..arguments)?, all.get(arguments + 1..)?);
    let (vis, before) = match before {
        [TokenTree::Ident(word), rest @ ..] if word == "pub" => {
            (Visibility::Public(Token![pub](word.span())), rest)
        }
        _ => (Visibility::Inherited, before),
    };
    let (asyncness, before) = match before {
        [TokenTree::Ident(word), rest @ ..] if word == "async" => (Some(Token![async](word.span())), rest),
        _ => (None, before),
    };
    let [TokenTree::Ident(word), TokenTree::Ident(ident)] = before else { return None };
    let TokenTree::Group(parentheses) = &all[arguments] else { return None };
    let output = match behind {
        [] => ReturnType::Default,
        [TokenTree::Punct(line), TokenTree::Punct(head), ty @ ..] if line.as_char() == '-' => {
            let mut arrow = Token![->](line.span());
            arrow.spans[1] = head.span();
            ReturnType::Type(arrow, Box::new(named::ty(ty)?))
        }
        _ => return None,
    };
    // Asked last, because it makes a stream.
    let attrs = match all.get(..start)? {
        [] => Vec::new(),
        attrs => Attribute::parse_outer.parse2(attrs.iter().cloned().collect()).ok()?,
    };
    let sig = Signature {
        constness: None,
        asyncness,
        safety: Safety::Default,
        abi: None,
        fn_token: Token![fn](word.span()),
        ident: ident.clone(),
        generics: Generics::default(),
        paren_token: token::Paren { span: parentheses.delim_span() },
        inputs: Punctuated::new(),
        variadic: None,
        output,
    };
    Some((attrs, vis, sig))
}

/// How many tokens the outer attributes are.
fn outer(all: &[TokenTree]) -> usize {
    let is_one = |pair: &[TokenTree]| {
        matches!(pair, [TokenTree::Punct(sign), TokenTree::Group(group)]
            if sign.as_char() == '#' && group.delimiter() == Delimiter::Bracket)
    };
    2 * all.chunks(2).take_while(|pair| is_one(pair)).count()
}

/// The first parentheses behind `fn` that are not within its generics, and what is in them.
fn arguments(tokens: &[TokenTree], word: usize) -> syn::Result<Option<(usize, Inputs)>> {
    if !matches!(tokens[word], TokenTree::Ident(_)) {
        return Ok(None);
    }
    let mut angles = Angles::default();
    for (at, token) in tokens.iter().enumerate().skip(word) {
        let is_outside = angles.is_outside(token);
        match token {
            TokenTree::Group(group) if is_outside && group.delimiter() == Delimiter::Parenthesis => {
                return Ok(inputs(group.stream())?.map(|inputs| (at, inputs)));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// How many `<` are open, in types, where it always is a bracket.
#[derive(Default)]
struct Angles {
    open: usize,
    /// A `-` came before, so that a `>` is an arrow.
    is_arrow: bool,
}

impl Angles {
    /// Takes one token; true if it is not between brackets.
    fn is_outside(&mut self, token: &TokenTree) -> bool {
        let TokenTree::Punct(sign) = token else {
            self.is_arrow = false;
            return self.open == 0;
        };
        match sign.as_char() {
            '<' => self.open += 1,
            '>' if !self.is_arrow => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.is_arrow = sign.as_char() == '-';
        self.open == 0
    }
}

/// The arguments; `None` if they are not what they should be, which `syn` says better.
fn inputs(tokens: TokenStream) -> syn::Result<Option<Inputs>> {
    let (mut inputs, mut one, mut angles) = (Inputs::default(), Vec::new(), Angles::default());
    for token in tokens {
        match &token {
            TokenTree::Punct(sign) if angles.is_outside(&token) && sign.as_char() == ',' => {
                if one.is_empty() {
                    return Ok(None);
                }
                inputs.push(std::mem::take(&mut one))?;
                inputs.all.push_punct(Token![,](sign.span()));
                continue;
            }
            // Of a variadic function.
            TokenTree::Punct(sign) if one.is_empty() && sign.as_char() == '.' => return Ok(None),
            TokenTree::Punct(_) => {}
            _ => {
                angles.is_outside(&token);
            }
        }
        one.push(token);
    }
    if !one.is_empty() {
        inputs.push(one)?;
    }
    Ok(Some(inputs))
}

impl Inputs {
    fn push(&mut self, argument: Vec<TokenTree>) -> syn::Result<()> {
        let (input, declared) = self::argument(argument)?;
        self.all.push_value(input);
        self.declared.push(declared);
        Ok(())
    }
}

/// `name: T` or `mut name: T`, else what `syn` makes of it.
fn argument(tokens: Vec<TokenTree>) -> syn::Result<(FnArg, Declared)> {
    let plain = match tokens.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(colon), _, ..] if is_colon(colon) && is_name(name) => {
            Some((None, name, colon, 2))
        }
        [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(colon), _, ..]
            if word == "mut" && is_colon(colon) && is_name(name) =>
        {
            Some((Some(Token![mut](word.span())), name, colon, 3))
        }
        _ => None,
    };
    let Some((mutability, name, colon, ty)) = plain else {
        let input = syn::parse2(tokens.into_iter().collect())?;
        let declared = Declared::read(&input);
        return Ok((input, declared));
    };
    let declared = Declared::of(&tokens[ty..]);
    let (ident, colon_token) = (name.clone(), Token![:](colon.span()));
    let pat = PatIdent { attrs: Vec::new(), by_ref: None, mutability, ident, subpat: None };
    let ty = Type::Verbatim(tokens.into_iter().skip(ty).collect());
    let input = PatType { attrs: Vec::new(), pat: Box::new(Pat::Ident(pat)), colon_token, ty: Box::new(ty) };
    Ok((FnArg::Typed(input), declared))
}

fn is_colon(sign: &proc_macro2::Punct) -> bool {
    sign.as_char() == ':' && sign.spacing() == Spacing::Alone
}

/// No pattern by another word, and no receiver.
fn is_name(word: &Ident) -> bool {
    !matches!(word.to_string().as_str(), "self" | "_" | "mut" | "ref" | "box")
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    use super::*;

    fn read(written: TokenStream) -> syn::Result<Head> {
        let all: Vec<TokenTree> = written.into_iter().collect();
        let word = all.iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "fn"));
        of(&all, word.unwrap()).map(|(head, _)| head)
    }

    #[test]
    fn it_is_what_was_written() {
        for written in [
            quote!(fn f()),
            quote!(pub(crate) async fn f<F: Fn(u8) -> u8, const N: usize>(&self, mut a: Vec<(u8, u8)>, (b, c): [u8; N],) -> F),
            quote!(#[inline] unsafe extern "C" fn f(self: Box<Self>, a: &mut HashMap<K, fn(u8) -> V>, _: u8, b: impl Fn(A, B) -> C) where K: X),
            quote!(extern "C" fn f(a: u8, ...)),
        ] {
            let Head { attrs, vis, sig, .. } = read(written.clone()).unwrap();
            let printed = quote!(#(#attrs)* #vis #sig).to_string();
            assert_eq!(printed, written.to_string());
            assert_eq!(sig.inputs.to_token_stream().to_string(), {
                let Head { sig, .. } = head.parse2(written).unwrap();
                sig.inputs.to_token_stream().to_string()
            });
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_syn() {
        for wrong in [quote!(fn f(a)), quote!(fn f(a: u8,, b: u8)), quote!(fn f(a: )), quote!(fn(a: u8))] {
            let (ours, theirs) = (read(wrong.clone()).map(drop), head.parse2(wrong).map(drop));
            assert!(ours.is_err() && theirs.is_err());
        }
    }
}
