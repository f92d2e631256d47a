//! Tokens for what is asked of the value that a function returns.
//!
//! A part of stage 3. Known by `expand`, `linted` and `tells`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::args::Expected;
use crate::check::protected;
use crate::door::{Door, DoorAt};
use crate::fields::Field;
use crate::outcome::{Outcome, Told};
use crate::put::put;
use crate::says::{grouped, hygienic_span_of, record};
use crate::written::Written;

/// The function that says what the returned value tells, where it is one of the runtime's: a closure less to check.
/// `returned` is the type of the value, if it can be written.
pub(crate) fn plain_end<'a>(
    door: Door<'a>,
    outcome: Outcome<'_>,
    returned: Option<&'a Written>,
    at: Span,
) -> Option<End<'a>> {
    let door = door.at(at);
    if outcome.is_nothing() {
        return Some(End::Nothing(door, at));
    }
    let returned = returned.filter(|_| outcome.reads_nothing() && outcome.answer.is_none())?;
    Some(End::Probe(door, returned, at))
}

/// What looks at the value that a function returns.
pub(crate) enum End<'a> {
    /// A function that does not.
    Nothing(DoorAt<'a>, Span),
    /// The function of the runtime for its type.
    Probe(DoorAt<'a>, &'a Written, Span),
    /// A closure of ours.
    Closure(TokenStream),
}

impl ToTokens for End<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Nothing(door, at) => put!(tokens, *at=> #door::no_end),
            Self::Probe(door, ty, at) => put!(tokens, *at=> #door::Probe::<#ty>::NEW.end()),
            Self::Closure(closure) => closure.to_tokens(tokens),
        }
    }
}

/// A closure that says on `fields` what the returned value tells. It captures nothing that the macro has made.
pub(crate) fn at_end(
    door: Door<'_>,
    outcome: Outcome<'_>,
    returned: Option<&Written>,
    at: Span,
) -> TokenStream {
    let whole = door;
    let door = door.at(at);
    let returned = returned.map(|ty| quote_spanned!(at=> : &#ty));
    let failure = outcome.failure.then(|| quote_spanned!(at=> #door::Probe::of(ret).end()(ret, fields);));
    let (whole_answer, ok_answer) = match outcome.answer {
        None => (None, None),
        Some(answer) => {
            let probe = Ident::new(answer.probe, at);
            // Where an `Err` is not looked at, its code is not either.
            if answer.is_in_errors && outcome.failure {
                (Some(quote_spanned!(at=> #door::#probe::of(ret).read()(ret, fields);)), None)
            } else {
                (None, Some(quote_spanned!(at=> #door::#probe::of(ok).read()(ok, fields);)))
            }
        }
    };
    let ok = (ok_answer.is_some() || !outcome.ok.is_empty() || outcome.told.is_some()).then(|| {
        let read = outcome.ok.iter().map(|field| read(whole, field, at));
        let told = outcome.told.map(|told| read_told(whole, told, at));
        quote_spanned! {at=>
            if let ::core::option::Option::Some(ok) = #door::Probe::of(ret).ok()(ret) { #ok_answer #told #(#read)* }
        }
    });
    let expected = (!outcome.expected.is_empty()).then(|| {
        let any = outcome.expected.iter().map(|one| is_expected(whole, one, at));
        quote_spanned!(at=> fields.expected(#(#any)||*);)
    });
    quote_spanned!(at=> |ret #returned, fields| { #expected #failure #whole_answer #ok })
}

/// What the function of the user's says that is the attribute's own, such as the code of a response.
fn read_told(door: Door<'_>, Told { function, asked }: Told<'_>, at: Span) -> TokenStream {
    let (first, last) = hygienic_span_of(asked);
    let (inside, shown, function) = (door.at(at), door.at(first), Ident::new(function, at));
    let applied = grouped(quote_spanned!(first=> ok, #asked), last);
    let arguments = grouped(quote_spanned!(first=> fields, #shown::apply #applied), last);
    quote_spanned! {at=>
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        { #inside::#function #arguments; }
    }
}

/// True if the returned value is an error that the user has named.
fn is_expected(door: Door<'_>, expected: &Expected, at: Span) -> TokenStream {
    match expected {
        Expected::Type(ty) => {
            // What is wrong with the type is shown there.
            let (door, asked) = (door.at(at), hygienic_span_of(ty).0);
            let has = quote_spanned!(asked=> has::<#ty>());
            quote_spanned!(at=> #door::Probe::of(ret).#has(ret))
        }
        Expected::Closure(closure) => {
            let (first, last) = hygienic_span_of(closure);
            let (own, inside) = (door.at(at), door.at(first));
            let asked = grouped(quote_spanned!(first=> error, #closure), last);
            quote_spanned!(at=> #own::Probe::of(ret).err()(ret).is_some_and(|error| #inside::ask #asked))
        }
    }
}

/// One value of `ok(..)`: what the user's function makes of the returned value.
pub(crate) fn read(door: Door<'_>, field: &Field, at: Span) -> TokenStream {
    let (first, last) = hygienic_span_of(&field.value);
    let (value, inside) = (protected(&field.value, door), door.at(first));
    let applied = grouped(quote_spanned!(first=> ok, #value), last);
    let mut recorded = TokenStream::new();
    let applied = quote_spanned!(first=> #inside::apply #applied);
    record(&mut recorded, "", field, applied, (first, last));
    // The shortest closure is what one writes here, and better read than a path.
    quote_spanned! {at=>
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        #recorded
    }
}
