//! Collects every problem of one expansion, and finds the name that was meant.
//!
//! Knows nothing of the arguments; known by all stages before `expand`.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// All that is wrong, in the order it was found.
#[derive(Default)]
pub(crate) struct Errors {
    all: Option<syn::Error>,
    warnings: Vec<Warning>,
    /// Items that are to stand in some body, whichever.
    items: TokenStream,
}

/// What the checks leave in a body: items, and blocks without a value that make the compiler warn.
#[derive(Default)]
pub(crate) struct Left {
    pub(crate) items: TokenStream,
    pub(crate) warnings: TokenStream,
}

/// What is doubtful. The compiler has no warnings for macros to give, but it warns where a deprecated constant is
/// used: one is made for each, with the message as its note, and used at `at`. So `#[allow(deprecated)]` on the
/// function is the way to keep what is warned of.
struct Warning {
    /// The name of the constant, which stands in the message.
    kind: &'static str,
    at: Span,
    note: String,
}

impl Left {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.warnings.is_empty()
    }
}

impl Errors {
    /// Says `message` at `tokens`, the ones to change.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.all {
            None => self.all = Some(error),
            Some(all) => all.combine(error),
        }
    }

    pub(crate) fn absorb<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Warns at one token. `kind` is a word in capitals for what is wrong, such as `RENAMED_ATTRIBUTE`.
    pub(crate) fn warn(&mut self, kind: &'static str, at: Span, note: impl Display) {
        self.warnings.push(Warning { kind, at, note: note.to_string() });
    }

    /// True if there are no errors; there may be warnings.
    pub(crate) const fn is_empty(&self) -> bool {
        self.all.is_none()
    }

    pub(crate) fn leave(&mut self, items: TokenStream) {
        self.items.extend(items);
    }

    /// What is to stand in a body: there its lint levels apply.
    pub(crate) fn take_left(&mut self) -> Left {
        let made = Span::mixed_site();
        let blocks = std::mem::take(&mut self.warnings).into_iter().map(|Warning { kind, at, note }| {
            // The place is the user's, so that the macro is not blamed beside it.
            let (declared, used) = (Ident::new(kind, made), Ident::new(kind, at));
            quote_spanned! {made=> {
                #[deprecated(note = #note)]
                const #declared: () = ();
                #used
            } }
        });
        Left { warnings: quote!(#(#blocks)*), items: std::mem::take(&mut self.items) }
    }

    /// One `compile_error!` for each problem; nothing if there is none.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.all.map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

/// The end of a message: the name that was probably meant, or nothing.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| format!(", did you mean `{candidate}`?"))
        .unwrap_or_default()
}

/// How many characters have to be added, removed, changed or swapped with their neighbour (optimal string
/// alignment).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, this) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let changed = last[column] + usize::from(this != *other);
            let mut best = changed.min(last[column + 1] + 1).min(current[column] + 1);
            if column > 0 && previous == Some(*other) && to[column - 1] == this {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(this);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(distance("nmae", "name"), 1);
        assert_eq!(distance("", "name"), 4);
        assert_eq!(distance("smaple_rate", "sample_rate"), 1);
    }

    #[test]
    fn only_near_names_are_suggested() {
        let known = ["name", "data"];
        assert_eq!(did_you_mean("nme", known), ", did you mean `name`?");
        assert_eq!(did_you_mean("colour", known), "");
    }

    #[test]
    fn every_problem_is_kept() {
        let mut errors = Errors::default();
        assert!(errors.is_empty());
        errors.at(quote::quote!(a), "first");
        errors.at(quote::quote!(b), "second");
        let tokens = errors.into_tokens().to_string();
        assert!(tokens.contains("first") && tokens.contains("second"));
    }
}
