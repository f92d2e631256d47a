//! Tokens for what is said about a query: when its span starts, and of the rows of a stream.
//!
//! A part of stage 3. Known by `says` and `expand`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::{Expr, LitStr, Type};

use crate::check::protected;
use crate::door::Door;
use crate::fields::{Field, How};
use crate::outcome::Told;
use crate::plan::SpanPlan;
use crate::query::{Query, Text};
use crate::says::{self, by_reference, grouped, hygienic_span_of};
use crate::values::text;
use crate::written::Written;

/// Statements that say on `fields` what is known when the span starts.
pub(crate) fn at_start(query: &Query<'_>, door: Door<'_>, at: Span) -> TokenStream {
    let inside = door.at(at);
    let site = site(query, door, at);
    let said = match &query.text {
        Text::Said(said) => Some(*said),
        Text::None | Text::Known(_) => None,
    };
    let words = [Some(query.system), said, query.operation, query.collection, query.namespace];
    let words = words.map(|word| optional(word.map(|word| self::word(door, word, at)), at));
    let [system, said, operation, collection, namespace] = words;
    let server = query.server.map(|server| {
        let server = by_reference(door, "shown", server);
        quote_spanned!(at=> #inside::db_server(fields, #server);)
    });
    let pool = query.pool.map(|pool| {
        let pool = by_reference(door, "pool", pool);
        quote_spanned!(at=> #inside::db_pool(fields, #pool);)
    });
    let parameters = (!query.parameters.is_empty()).then(|| {
        let each = query.parameters.iter().map(|field| parameter(field, door, at));
        quote_spanned!(at=> if #inside::db_sends_parameters() { #(#each)* })
    });
    quote_spanned! {at=>
        #inside::db_query(fields, #site, &#inside::QueryWords {
            system: #system, query: #said, operation: #operation, collection: #collection, namespace: #namespace
        });
        #server #pool #parameters
    }
}

/// What is known when the program is compiled, as one static.
fn site(query: &Query<'_>, door: Door<'_>, at: Span) -> TokenStream {
    let inside = door.at(at);
    let (function, renames) = (&query.function, query.renames);
    let (file, line) = says::place(at);
    let known = match &query.text {
        Text::Known(known) => {
            let crate::check::Constants { text, summary, tables, joins, subqueries, .. } = &**known;
            let [operation, collection] = [&known.operation, &known.collection]
                .map(|word| optional(word.as_ref().map(|word| quote_spanned!(at=> #word)), at));
            Some(quote_spanned! {at=> #inside::KnownQuery {
                text: #text, summary: #summary, operation: #operation, collection: #collection,
                tables: #tables, joins: #joins, subqueries: #subqueries,
            }})
        }
        Text::None | Text::Said(_) => None,
    };
    let known = optional(known, at);
    quote_spanned! {at=>
        &#inside::QuerySite { function: #function, file: #file, line: #line, renames: #renames, known: #known }
    }
}

fn optional(value: Option<TokenStream>, at: Span) -> TokenStream {
    match value {
        Some(value) => quote_spanned!(at=> ::core::option::Option::Some(#value)),
        None => quote_spanned!(at=> ::core::option::Option::None),
    }
}

fn word(door: Door<'_>, word: &Expr, at: Span) -> TokenStream {
    match text(word) {
        Some(literal) => {
            let door = door.at(at);
            quote_spanned!(at=> #door::Word::Static(#literal))
        }
        None => by_reference(door, "word", word),
    }
}

/// A parameter is a text, whatever it is made of.
fn parameter(field: &Field, door: Door<'_>, at: Span) -> TokenStream {
    let key = LitStr::new(&format!("db.query.parameter.{}", field.name), field.key.span());
    let value = protected(&field.value, door);
    let (first, last) = hygienic_span_of(&value);
    let arguments = match field.how {
        How::Value => quote_spanned!(first=> fields, #key, &(#value)),
        How::Display | How::Debug => quote_spanned!(first=> #key, &(#value)),
    };
    let arguments = grouped(arguments, last);
    match field.how {
        How::Value => {
            let door = door.at(first);
            quote_spanned!(at=> #door::db_parameter #arguments;)
        }
        How::Display => quote_spanned!(at=> fields.display #arguments;),
        How::Debug => quote_spanned!(at=> fields.debug #arguments;),
    }
}

/// A statement that puts a counter around `inner`, a stream. An item is a row, if it is no `Err`, unless the user says
/// how many it is.
pub(crate) fn counted(plan: &SpanPlan<'_>, said: Option<&Type>, at: Span) -> TokenStream {
    let door = plan.opening.door.at(at);
    let said = said.map(Written::erased).map(|ty| quote_spanned!(at=> : &#ty));
    let rows = plan.outcome.told.map(|Told { asked, .. }| {
        let (first, last) = hygienic_span_of(asked);
        let shown = plan.opening.door.at(first);
        let applied = grouped(quote_spanned!(first=> ok, #asked), last);
        let rows = grouped(quote_spanned!(first=> #shown::apply #applied), last);
        quote_spanned!(at=> #door::db_rows_in #rows)
    });
    let rows = rows.unwrap_or_else(|| quote_spanned!(at=> 1));
    let (stream, item) = (Ident::new("db_stream", at), Ident::new("item", at));
    quote_spanned! {at=>
        let inner = #door::#stream(inner, |#item #said| match #door::Probe::of(#item).ok()(#item) {
            ::core::option::Option::Some(ok) => { let _ = ok; #rows }
            ::core::option::Option::None => 0,
        });
    }
}
