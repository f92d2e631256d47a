//! What the declared type of an argument tells, where it is a reference or one of the language's own types.
//!
//! By its tokens, so a type of the program's may be meant that is named so: nothing is left out here that the program
//! would not compile without. Known by `item` and `bind`.

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
    /// A number or a `bool`: what values it has.
    Plain(Takes),
    Other,
}

impl Declared {
    pub(crate) fn of(ty: &Type) -> Self {
        let tokens = match ty {
            Type::Verbatim(tokens) => tokens.clone(),
            Type::Reference(_) => return Self::Reference,
            _ => return Self::Other,
        };
        let mut tokens = tokens.into_iter();
        let first = tokens.next();
        match (first, tokens.next(), tokens.next()) {
            (Some(TokenTree::Punct(sign)), Some(TokenTree::Ident(name)), None)
                if sign.as_char() == '&' && name == "str" =>
            {
                Self::Text
            }
            (Some(TokenTree::Punct(sign)), ..) if sign.as_char() == '&' => Self::Reference,
            (Some(TokenTree::Ident(name)), None, _) => Self::named(&name.to_string()),
            _ => Self::Other,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => {
                Self::Plain(Takes::Integer)
            }
            "f32" | "f64" => Self::Plain(Takes::Double),
            "bool" => Self::Plain(Takes::Boolean),
            _ => Self::Other,
        }
    }

    pub(crate) fn is_reference(self) -> bool {
        matches!(self, Self::Text | Self::Reference)
    }

    fn is(self, takes: Takes) -> bool {
        self == Self::Plain(takes) || (self == Self::Text && takes == Takes::Text)
    }
}

/// The compiler need not check the values of arguments whose types say that they are what their keys take.
pub(crate) fn settle(args: &mut Args, func: &Func) {
    let fields = args.data.iter_mut().flat_map(|data| &mut data.value);
    for field in fields.filter(|field| field.how == How::Value && field.takes != Takes::Anything) {
        if declared(field, func).is_some_and(|declared| declared.is(field.takes)) {
            field.takes = Takes::Anything;
        }
    }
}

/// The type of the argument that the value is.
fn declared(field: &Field, func: &Func) -> Option<Declared> {
    let Expr::Path(value) = &field.value else { return None };
    let name = value.path.get_ident()?;
    func.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(argument) => {
            plain(&argument.pat).filter(|pat| pat.ident == *name).map(|_| Declared::of(&argument.ty))
        }
        FnArg::Receiver(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn types_of_the_language_are_known() {
        let of = |tokens| Declared::of(&Type::Verbatim(tokens));
        assert_eq!(of(quote!(u16)), Declared::Plain(Takes::Integer));
        assert_eq!(of(quote!(&str)), Declared::Text);
        assert_eq!(of(quote!(&'a str)), Declared::Reference);
        assert_eq!(of(quote!(&mut u16)), Declared::Reference);
        for other in [quote!(u128), quote!(my::u16), quote!(String), quote!((u16)), quote!(Option<u16>)] {
            assert_eq!(of(other), Declared::Other);
        }
    }
}
