//! Types that are made of names: `usize`, `Result<Vec<Row>, my::Error>`. All others are read by `syn`.
//!
//! Most functions return one, and `syn` asks at each name for all else that a type may be, which is dear in a macro:
//! those are compiled without optimisation. Known by `signature`.

use proc_macro2::{Spacing, TokenTree};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Path, PathArguments, PathSegment, Token, Type, TypePath,
};

/// The type that all of the tokens are; `None` if `syn` has to be asked.
pub(crate) fn ty(tokens: &[TokenTree]) -> Option<Type> {
    let (ty, rest) = one(tokens)?;
    rest.is_empty().then_some(ty)
}

/// The first type, and what stands behind it.
fn one(mut rest: &[TokenTree]) -> Option<(Type, &[TokenTree])> {
    let mut segments = Punctuated::new();
    loop {
        let (segment, behind) = segment(rest)?;
        segments.push_value(segment);
        rest = behind;
        let [TokenTree::Punct(first), TokenTree::Punct(second), behind @ ..] = rest else { break };
        if first.as_char() != ':' || first.spacing() != Spacing::Joint || second.as_char() != ':' {
            break;
        }
        let mut colons = Token![::](first.span());
        colons.spans[1] = second.span();
        segments.push_punct(colons);
        rest = behind;
    }
    let path = Path { leading_colon: None, segments };
    Some((Type::Path(TypePath { attrs: Vec::new(), qself: None, path }), rest))
}

fn segment(tokens: &[TokenTree]) -> Option<(PathSegment, &[TokenTree])> {
    let [TokenTree::Ident(name), rest @ ..] = tokens else { return None };
    if is_word(&name.to_string()) {
        return None;
    }
    let mut segment = PathSegment::from(name.clone());
    let [TokenTree::Punct(sign), inside @ ..] = rest else { return Some((segment, rest)) };
    if sign.as_char() != '<' {
        return Some((segment, rest));
    }
    let (arguments, rest) = arguments(Token![<](sign.span()), inside)?;
    segment.arguments = PathArguments::AngleBracketed(arguments);
    Some((segment, rest))
}

/// What stands between `<` and `>`: nothing but types.
fn arguments(
    lt_token: Token![<],
    mut rest: &[TokenTree],
) -> Option<(AngleBracketedGenericArguments, &[TokenTree])> {
    let mut args = Punctuated::new();
    loop {
        let (ty, behind) = one(rest)?;
        args.push_value(GenericArgument::Type(ty));
        let [TokenTree::Punct(sign), behind @ ..] = behind else { return None };
        match sign.as_char() {
            '>' => {
                let gt_token = Token![>](sign.span());
                let colon2_token = None;
                return Some((
                    AngleBracketedGenericArguments { colon2_token, lt_token, args, gt_token },
                    behind,
                ));
            }
            ',' => args.push_punct(Token![,](sign.span())),
            _ => return None,
        }
        rest = behind;
    }
}

/// Words that begin another type, or something else.
fn is_word(name: &str) -> bool {
    matches!(
        name,
        "_" | "dyn"
            | "impl"
            | "fn"
            | "for"
            | "unsafe"
            | "extern"
            | "where"
            | "const"
            | "async"
            | "as"
            | "mut"
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::{ToTokens, quote};

    use super::*;
    use crate::returns::types;

    fn read(tokens: TokenStream) -> Option<Type> {
        ty(&tokens.into_iter().collect::<Vec<_>>())
    }

    /// The names of a type, with those of its arguments behind each.
    fn outline(ty: &Type) -> String {
        let Type::Path(ty) = ty else { return "other".to_owned() };
        let one = |segment: &PathSegment| {
            let inside: Vec<_> = types(segment).map(outline).collect();
            format!("{}{inside:?}", segment.ident)
        };
        ty.path.segments.iter().map(one).collect()
    }

    #[test]
    fn it_is_what_syn_reads() {
        for written in [
            quote!(usize),
            quote!(Result<Vec<Row>, Refused>),
            quote!(std::result::Result<Vec<Vec<u8>>, my::Error>),
            quote!(self::Reply),
            quote!(a::B<C>::D),
        ] {
            let theirs: Type = syn::parse2(written.clone()).unwrap();
            let ours = read(written.clone()).unwrap();
            assert_eq!(outline(&ours), outline(&theirs));
            let tight = |tokens: TokenStream| tokens.to_string().replace(' ', "");
            assert_eq!(tight(ours.to_token_stream()), tight(written));
        }
    }

    #[test]
    fn all_else_is_left_to_syn() {
        for other in [
            quote!(&str),
            quote!(),
            quote!(!),
            quote!(impl Future<Output = u8>),
            quote!(Box<dyn Error>),
            quote!(Iter<'a>),
            quote!([u8; 2]),
            quote!(Vec<u8> where T: X),
            quote!(Array<u8, 3>),
            quote!(Vec < u8),
            quote!(Fn(u8) -> u8),
            quote!(<T as X>::Y),
            quote!(::std::io::Error),
            quote!(Vec::<u8>),
            quote!(Vec<u8,>),
            quote!(io::Result<()>),
            quote!(text!()),
        ] {
            assert!(read(other.clone()).is_none(), "{other}");
        }
    }
}
