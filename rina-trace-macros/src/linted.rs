//! What clippy sees: the function as it was written, and in front of its statements the names that the attribute
//! uses.
//!
//! Clippy judges the code of its user, and judges it by its form: an `async fn` without an `await`, a `return` that
//! is not needed, an argument that need not be owned. What we make of a function has another form, so under clippy
//! nothing is made of it. Known by `expand`.

use std::sync::LazyLock;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Type;

use crate::ends;
use crate::func::Func;
use crate::outcome::Outcome;
use crate::plan::{Shape, SpanPlan};
use crate::returns::Returns;
use crate::says;
use crate::tells::Tells;
use crate::written::Written;

/// True if clippy runs this macro: the one expansion that is asked for is made.
///
/// The other way is to emit both functions, below `#[cfg(clippy)]` and `#[cfg(not(clippy))]`. It was tried: each
/// function costs `cargo check` about a tenth of a millisecond more, other attribute macros on the same block see
/// every method twice, and an editor finds each name of the body in two places, one of them dead. Cargo keeps what
/// clippy made apart from what rustc made, so neither can be taken for the other. Where clippy should run under
/// another name, it sees what rustc sees.
pub(crate) fn is_asked() -> bool {
    static ASKED: LazyLock<bool> = LazyLock::new(|| {
        std::env::current_exe().is_ok_and(|exe| exe.file_stem().is_some_and(|name| name == "clippy-driver"))
    });
    *ASKED
}

/// A statement that never runs, but says all that the attribute says: so what is named there counts as used, and
/// has to be of a type that can be recorded. `None` if it cannot be said outside of the function's own expansion.
pub(crate) fn uses(plan: &SpanPlan<'_>, func: &Func, at: Span) -> Option<TokenStream> {
    let opening = &plan.opening;
    let door = opening.door.at(at);
    let said = says::at_start(opening, at);
    let said =
        (!said.is_empty()).then(|| quote_spanned!(at=> let fields: &#door::Fields = #door::never(); #said));
    let remote = plan.continue_from.map(|from| {
        let remote = says::by_reference(opening.door, "remote", from);
        quote_spanned!(at=> let _ = #remote;)
    });
    // An operation or a rate may be a constant of the user's, and the checks may have left something.
    let is_plain = opening.options.is_none() && opening.left.is_empty() && opening.op.is_literal();
    let callsite = (!is_plain).then(|| {
        let callsite = says::callsite(opening, at);
        quote_spanned!(at=> let _ = #callsite;)
    });
    let uses_nothing = opening.subject.model().is_none_or(|ai| ai.usage.is_none());
    let read = if plan.outcome.reads_nothing() && uses_nothing { None } else { Some(read(plan, func, at)?) };
    if said.is_none() && remote.is_none() && callsite.is_none() && read.is_none() {
        return Some(TokenStream::new());
    }
    Some(quote_spanned!(at=> if false { #callsite #remote #said #read };))
}

/// What `ok(..)` and `expected` read, from a value that is never there. `None` if the type of the value cannot be written.
fn read(plan: &SpanPlan<'_>, func: &Func, at: Span) -> Option<TokenStream> {
    let unit = Type::Verbatim(quote_spanned!(at=> ()));
    let ty = match &plan.shape {
        Shape::Deferred(Returns::Future(deferred) | Returns::Stream(deferred)) => {
            deferred.gives.as_deref()?
        }
        _ => func.returns().unwrap_or(&unit),
    };
    let written = Written::erased(ty);
    if written.is_partly_opaque {
        return None;
    }
    let door = plan.opening.door;
    let outcome = Outcome { failure: false, answer: None, ..plan.outcome };
    if let Some(ai) = plan.opening.subject.model() {
        let is_stream = matches!(plan.shape, Shape::Deferred(Returns::Stream(_)));
        return Some(Tells { door, outcome, ai, at }.read(ty, is_stream));
    }
    let end = ends::at_end(door, outcome, Some(&written), at);
    let door = door.at(at);
    Some(quote_spanned!(at=> let _ = #door::run_with(#door::never(), #door::never::<#ty>, #end);))
}
