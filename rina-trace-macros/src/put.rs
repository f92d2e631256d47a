//! Tokens at the end of others: `put!(tokens, at=> let #name = #value;)`.
//!
//! As `quote_spanned!`, but into the stream that is being made. To make one of each part and put it into the next is
//! most of what an expansion costs, for each is handed over to the compiler; and macros are compiled without optimisation.
//! Repetitions, literals and lifetimes are not known. Known by what makes tokens.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream};
use quote::TokenStreamExt;

/// Appends tokens that stand at a span, and `#name` for what has tokens of its own.
macro_rules! put {
    ($tokens:expr, $at:expr=> $($all:tt)*) => {{
        let (tokens, at): (&mut ::proc_macro2::TokenStream, ::proc_macro2::Span) = ($tokens, $at);
        // Not used where there is nothing but what has tokens of its own.
        let _ = at;
        $crate::put::put_each!(tokens at $($all)*);
    }};
}

macro_rules! put_each {
    ($tokens:ident $at:ident) => {};
    ($tokens:ident $at:ident # $name:ident $($rest:tt)*) => {
        ::quote::ToTokens::to_tokens(&$name, $tokens);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident ($($inside:tt)*) $($rest:tt)*) => {
        $crate::put::put_group!($tokens $at Parenthesis $($inside)*);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident {$($inside:tt)*} $($rest:tt)*) => {
        $crate::put::put_group!($tokens $at Brace $($inside)*);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident [$($inside:tt)*] $($rest:tt)*) => {
        $crate::put::put_group!($tokens $at Bracket $($inside)*);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident _ $($rest:tt)*) => {
        $crate::put::word($tokens, "_", $at);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident $word:ident $($rest:tt)*) => {
        $crate::put::word($tokens, stringify!($word), $at);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
    ($tokens:ident $at:ident $literal:literal $($rest:tt)*) => { compile_error!("a literal is put as `#name`") };
    ($tokens:ident $at:ident $lifetime:lifetime $($rest:tt)*) => { compile_error!("a lifetime is put as `#name`") };
    ($tokens:ident $at:ident $sign:tt $($rest:tt)*) => {
        $crate::put::sign($tokens, stringify!($sign), $at);
        $crate::put::put_each!($tokens $at $($rest)*);
    };
}

macro_rules! put_group {
    ($tokens:ident $at:ident $delimiter:ident) => {
        let inside = ::proc_macro2::TokenStream::new();
        $crate::put::group($tokens, ::proc_macro2::Delimiter::$delimiter, inside, $at);
    };
    ($tokens:ident $at:ident $delimiter:ident $($inside:tt)*) => {
        let mut inside = ::proc_macro2::TokenStream::new();
        $crate::put::put!(&mut inside, $at=> $($inside)*);
        $crate::put::group($tokens, ::proc_macro2::Delimiter::$delimiter, inside, $at);
    };
}

pub(crate) use {put, put_each, put_group};

pub(crate) fn word(tokens: &mut TokenStream, word: &str, at: Span) {
    tokens.append(Ident::new(word, at));
}

/// One of the language's signs, of one letter or more.
pub(crate) fn sign(tokens: &mut TokenStream, sign: &str, at: Span) {
    let signs = sign.as_bytes();
    for (index, letter) in signs.iter().enumerate() {
        let spacing = if index + 1 == signs.len() { Spacing::Alone } else { Spacing::Joint };
        let mut punct = Punct::new(char::from(*letter), spacing);
        punct.set_span(at);
        tokens.append(punct);
    }
}

pub(crate) fn group(tokens: &mut TokenStream, delimiter: Delimiter, inside: TokenStream, at: Span) {
    let mut group = Group::new(delimiter, inside);
    group.set_span(at);
    tokens.append(group);
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn it_puts_what_is_written() {
        let (at, name, mut tokens) = (Span::call_site(), quote!(a.b), quote!(before));
        put!(&mut tokens, at=> let _: &[u8] = #name::<_>(|| -> u8 { true..=a } => #name) && !(); {});
        let written = quote!(before let _: &[u8] = a.b::<_>(|| -> u8 { true..=a } => a.b) && !(); {});
        assert_eq!(tokens.to_string(), written.to_string());
    }
}
