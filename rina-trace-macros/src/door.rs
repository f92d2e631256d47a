//! The way into the runtime: the one module that expanded code names. Known by all that makes tokens.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

/// The module of the runtime that expanded code speaks to.
#[derive(Clone, Copy)]
pub(crate) struct Door<'a>(pub(crate) Option<&'a Path>);

impl Door<'_> {
    /// Its path, absolute unless the user gave another. An error about it is shown at `span`.
    pub(crate) fn at(self, span: Span) -> TokenStream {
        let library = self.0.map_or_else(|| quote_spanned!(span=> ::rina_trace), ToTokens::to_token_stream);
        quote_spanned!(span=> #library::__private)
    }
}
