//! What a value may hold, by the syntax of its type: an error, an answer, an `Option`, rows.
//!
//! Says no only where that is certain, because an alias may stand for anything. Known by `outcome`, `func` and `returns`.

use syn::Type;

use crate::returns::{peel, types};

/// Types of one value.
const SCALARS: [&str; 18] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64", "String",
];

/// Others that are no `Result`, whatever is imported under what name: to look at them would be in vain.
const NO_RESULT: [&str; 15] = [
    "Option",
    "Vec",
    "VecDeque",
    "Box",
    "Rc",
    "Arc",
    "Cow",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "PathBuf",
    "Duration",
    "Instant",
    "SystemTime",
];

/// False if the type cannot be a `Result`, by its syntax. An alias can.
pub(crate) fn can_fail(ty: &Type) -> bool {
    match peel(ty) {
        Type::Path(ty) => {
            let last = ty.path.segments.last().map(|last| last.ident.to_string());
            last.is_none_or(|last| ![&SCALARS[..], &NO_RESULT].iter().any(|all| all.contains(&&*last)))
        }
        Type::Macro(_) | Type::Infer(_) | Type::Verbatim(_) => true,
        _ => false,
    }
}

/// False if the type holds no response of a service, by its syntax.
pub(crate) fn may_answer(ty: &Type) -> bool {
    let inner = match peel(ty) {
        Type::Reference(ty) => return may_answer(&ty.elem),
        Type::Path(ty) => ty.path.segments.last(),
        _ => None,
    };
    let behind = inner.filter(|last| ["Option", "Box", "Arc"].iter().any(|name| last.ident == name));
    can_fail(ty) || behind.is_some_and(|last| types(last).any(may_answer))
}

/// False if the type is no `Option` and no `Result` of one, by its syntax. An alias can be either.
pub(crate) fn may_be_option(ty: &Type) -> bool {
    let last = match peel(ty) {
        Type::Path(ty) => ty.path.segments.last(),
        _ => None,
    };
    let result = last.filter(|last| last.ident == "Result").and_then(|last| types(last).next());
    let is_option = last.is_some_and(|last| last.ident == "Option");
    is_option || can_fail(ty) && result.is_none_or(may_be_option)
}

/// False if the type tells no number of rows, by its syntax.
pub(crate) fn may_count(ty: &Type) -> bool {
    match peel(ty) {
        Type::Reference(ty) => may_count(&ty.elem),
        Type::Path(ty) => {
            ty.path.segments.last().is_none_or(|last| !SCALARS.contains(&last.ident.to_string().as_str()))
        }
        Type::Tuple(_) | Type::Never(_) | Type::ImplTrait(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_what_is_certainly_no_result_is_left_alone() {
        let can_fail = |tokens| can_fail(&syn::parse2(tokens).unwrap());
        assert!(can_fail(quote!(anyhow::Result<u8>)) && can_fail(quote!(Reply)) && can_fail(quote!(T)));
        assert!(!can_fail(quote!(&Result<u8, u8>)) && !can_fail(quote!(core::option::Option<u8>)));
        assert!(!can_fail(quote!(impl Debug)) && !can_fail(quote!(())));
    }

    #[test]
    fn what_holds_something_else_is_no_option() {
        let may_be = |tokens| may_be_option(&syn::parse2(tokens).unwrap());
        assert!(may_be(quote!(Option<u8>)) && may_be(quote!(RedisResult<Option<u8>>)));
        assert!(may_be(quote!(Maybe<Vec<u8>>)) && may_be(quote!(io::Result<Reply>)));
        assert!(
            !may_be(quote!(Result<Vec<Option<u8>>, E>)) && !may_be(quote!(Vec<u8>)) && !may_be(quote!(()))
        );
    }
}
