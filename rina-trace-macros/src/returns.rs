//! What a function returns, as far as its declared type tells: nothing more is known when a macro runs.
//!
//! Decides between value, future and stream, and whether the value may be a `Result` at all. Known by `func`.

use syn::punctuated::Punctuated;
use syn::{GenericArgument, PathArguments, PathSegment, ReturnType, Token, Type, TypeParamBound};

/// What is given back to the caller.
pub(crate) enum Returns {
    Value,
    Future(Deferred),
    Stream(Deferred),
}

/// A future or a stream that a function returns.
pub(crate) struct Deferred {
    /// It is behind a `Pin<Box<..>>`, so ours has to be too.
    pub(crate) boxed: bool,
    /// What it gives, where that can be read in the type.
    pub(crate) gives: Option<Box<Type>>,
}

impl Returns {
    pub(crate) fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Default => Self::Value,
            ReturnType::Type(_, ty) => deferred(ty).unwrap_or(Self::Value),
        }
    }
}

fn deferred(ty: &Type) -> Option<Returns> {
    match peel(ty) {
        Type::ImplTrait(ty) => from_bounds(&ty.bounds, false),
        Type::Path(ty) => {
            let last = ty.path.segments.last()?;
            let gives = || types(last).last().cloned().map(Box::new);
            match last.ident.to_string().as_str() {
                "BoxFuture" | "LocalBoxFuture" => {
                    Some(Returns::Future(Deferred { boxed: true, gives: gives() }))
                }
                "BoxStream" | "LocalBoxStream" => {
                    Some(Returns::Stream(Deferred { boxed: true, gives: gives() }))
                }
                "Pin" => pinned(last),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Pin<Box<dyn Future<..>>>`
fn pinned(pin: &PathSegment) -> Option<Returns> {
    let Type::Path(inner) = peel(types(pin).next()?) else { return None };
    let inner = inner.path.segments.last().filter(|segment| segment.ident == "Box")?;
    match peel(types(inner).next()?) {
        Type::TraitObject(ty) => from_bounds(&ty.bounds, true),
        _ => None,
    }
}

/// `Future<Output = T> + Send`. With a further trait that is no mere marker, such as `FusedStream`, nothing of
/// ours can stand in for the type.
fn from_bounds(bounds: &Punctuated<TypeParamBound, Token![+]>, boxed: bool) -> Option<Returns> {
    let mut found = None;
    for bound in bounds {
        let TypeParamBound::Trait(bound) = bound else { continue };
        let last = bound.path.segments.last()?;
        match last.ident.to_string().as_str() {
            "Future" => {
                found = Some(Returns::Future(Deferred { boxed, gives: associated(last, "Output") }));
            }
            "Stream" => {
                found = Some(Returns::Stream(Deferred { boxed, gives: associated(last, "Item") }));
            }
            "Send" | "Sync" | "Unpin" | "Sized" => {}
            _ => return None,
        }
    }
    found
}

fn associated(segment: &PathSegment, name: &str) -> Option<Box<Type>> {
    arguments(segment).find_map(|argument| match argument {
        GenericArgument::AssocType(binding) if binding.ident == name => Some(Box::new(binding.ty.clone())),
        _ => None,
    })
}

pub(crate) fn types(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    arguments(segment).filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

pub(crate) fn is_never(ty: &Type) -> bool {
    matches!(peel(ty), Type::Never(_))
}

pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => peel(&inner.elem),
        Type::Group(inner) => peel(&inner.elem),
        _ => ty,
    }
}

/// The `impl Stream` in a type that something of ours can stand in for: alone, or in the first place of a type such as
/// `Result`.
pub(crate) fn flowing(ty: &Type) -> Option<Deferred> {
    match peel(ty) {
        Type::ImplTrait(ty) => match from_bounds(&ty.bounds, false) {
            Some(Returns::Stream(stream)) => Some(stream),
            _ => None,
        },
        Type::Path(ty) => flowing(types(ty.path.segments.last()?).next()?),
        _ => None,
    }
}

/// True for `_` and what is written like it: a type that says nothing.
pub(crate) fn is_opaque(ty: &Type) -> bool {
    matches!(peel(ty), Type::ImplTrait(_) | Type::Infer(_))
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::{ToTokens, quote};

    use super::*;

    fn shape(tokens: TokenStream) -> String {
        let ty: Type = syn::parse2(tokens).unwrap();
        let gives = |it: &Deferred| it.gives.to_token_stream().to_string();
        match deferred(&ty) {
            None => "value".to_owned(),
            Some(Returns::Value) => unreachable!(),
            Some(Returns::Future(it)) => format!("future boxed={} gives={}", it.boxed, gives(&it)),
            Some(Returns::Stream(it)) => format!("stream boxed={} gives={}", it.boxed, gives(&it)),
        }
    }

    #[test]
    fn futures_and_streams_are_told_by_their_type() {
        assert_eq!(shape(quote!(impl Future<Output = u8> + Send + 'static)), "future boxed=false gives=u8");
        assert_eq!(
            shape(quote!(std::pin::Pin<Box<dyn Future<Output = ()> + '_>>)),
            "future boxed=true gives=()"
        );
        assert_eq!(shape(quote!(futures::future::BoxFuture<'a, u8>)), "future boxed=true gives=u8");
        assert_eq!(shape(quote!(impl Stream<Item = u8> + use<'a>)), "stream boxed=false gives=u8");
        assert_eq!(shape(quote!(impl FusedStream + Stream<Item = u8>)), "value");
        assert_eq!(shape(quote!(Pin<&mut u8>)), "value");
    }
}
