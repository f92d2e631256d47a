//! The attributes of rina-trace. Use them through the crate rina-trace.
//!
//! Each goes through three stages: tokens to [`args`], arguments and signature to a [`plan`], the plan to tokens in
//! [`expand`]. All that can be wrong is found before the last, and every problem of it is reported at once.

mod args;
mod bind;
mod block;
mod errors;
mod expand;
mod fields;
mod func;
mod item;
mod plan;
mod returns;
mod says;
mod span_macro;

use proc_macro::TokenStream;

/// Opens a span when a function is called, and finishes it when it is done.
#[proc_macro_attribute]
pub fn traced(args: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(args.into(), item.into()).into()
}

/// Opens a span by hand.
#[proc_macro]
pub fn span(tokens: TokenStream) -> TokenStream {
    span_macro::expand(tokens.into()).into()
}
