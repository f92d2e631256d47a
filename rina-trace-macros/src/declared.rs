//! What the declared type of an argument tells, where it is a reference or one of the language's own types.
//!
//! By its tokens. Such a value is said by a method of its type: to find that it is one that can be recorded, by a trait, is
//! most of what a value costs the compiler. A program that calls a type of its own `u16` or `str` says its values in
//! another way, such as `%value`. Known by `item` and `bind`.

use proc_macro2::TokenTree;
use syn::{Expr, FnArg, Type};

use crate::args::Args;
use crate::fields::{Field, How, Takes};
use crate::func::{Func, plain};

/// The type of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declared {
    /// `&str`
    Text,
    /// Any other reference.
    Reference,
    /// A number or a `bool`: its name, and what values it has.
    Plain(&'static str, Takes),
    Other,
}

impl Declared {
    /// By the tokens of the type.
    pub(crate) fn of(ty: &[TokenTree]) -> Self {
        match ty {
            [TokenTree::Punct(sign), TokenTree::Ident(name)] if sign.as_char() == '&' && name == "str" => {
                Self::Text
            }
            [TokenTree::Punct(sign), ..] if sign.as_char() == '&' => Self::Reference,
            [TokenTree::Ident(name)] => Self::named(&name.to_string()),
            _ => Self::Other,
        }
    }

    /// By what `syn` has read.
    pub(crate) fn read(input: &FnArg) -> Self {
        match input {
            FnArg::Typed(argument) if matches!(&*argument.ty, Type::Reference(_)) => Self::Reference,
            _ => Self::Other,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "bool" => Self::Plain("bool", Takes::Boolean),
            "f32" => Self::Plain("f32", Takes::Double),
            "f64" => Self::Plain("f64", Takes::Double),
            name => INTEGERS
                .iter()
                .find(|integer| **integer == name)
                .map_or(Self::Other, |integer| Self::Plain(integer, Takes::Integer)),
        }
    }

    pub(crate) fn is_reference(self) -> bool {
        matches!(self, Self::Text | Self::Reference)
    }

    /// The method that says such a value, and what it is.
    fn method(self) -> Option<(&'static str, Takes)> {
        match self {
            Self::Text => Some(("str", Takes::Text)),
            Self::Plain(name, takes) => Some((name, takes)),
            Self::Reference | Self::Other => None,
        }
    }
}

const INTEGERS: [&str; 10] = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize"];

/// Notes which values are arguments whose types are known, and what their keys take.
pub(crate) fn settle(args: &mut Args, func: &Func) {
    let fields = args.data.iter_mut().flat_map(|data| &mut data.value);
    for field in fields.filter(|field| field.how == How::Value) {
        let method = declared(field, func).and_then(Declared::method);
        field.method = method
            .filter(|(_, is)| field.takes == Takes::Anything || field.takes == *is)
            .map(|(name, _)| name);
    }
}

/// The type of the argument that the value is.
fn declared(field: &Field, func: &Func) -> Option<Declared> {
    let Expr::Path(value) = &field.value else { return None };
    let name = value.path.get_ident()?;
    let is_meant = |input: &FnArg| match input {
        FnArg::Typed(argument) => plain(&argument.pat).is_some_and(|pat| pat.ident == *name),
        FnArg::Receiver(_) => false,
    };
    func.sig
        .inputs
        .iter()
        .zip(&func.declared)
        .find(|(input, _)| is_meant(input))
        .map(|(_, declared)| *declared)
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;

    #[test]
    fn types_of_the_language_are_known() {
        let of = |tokens: TokenStream| Declared::of(&tokens.into_iter().collect::<Vec<_>>());
        assert_eq!(of(quote!(u16)), Declared::Plain("u16", Takes::Integer));
        assert_eq!(of(quote!(&str)), Declared::Text);
        assert_eq!(of(quote!(&'a str)), Declared::Reference);
        assert_eq!(of(quote!(&mut u16)), Declared::Reference);
        for other in [quote!(u128), quote!(my::u16), quote!(String), quote!((u16)), quote!(Option<u16>)] {
            assert_eq!(of(other), Declared::Other);
        }
    }
}
