//! A literal query.

use rina_trace_sql::{Dialect, parameterize, summarize};
use syn::LitStr;

use crate::errors::Errors;

/// What is known of a literal query when the program is compiled.
pub(crate) struct Constants {
    pub(crate) text: String,
    pub(crate) operation: Option<String>,
    pub(crate) collection: Option<String>,
    pub(crate) summary: String,
    pub(crate) tables: u32,
    pub(crate) joins: u32,
    pub(crate) subqueries: u32,
}

pub(crate) fn query(literal: &LitStr, system: &str, errors: &mut Errors) -> Option<Constants> {
    let text = literal.value();
    let dialect = Dialect::of(system);
    let (Some(said), Some(summary)) = (parameterize(&text, dialect), summarize(&text, dialect)) else {
        errors.at(literal, "the query cannot be read: a quote or a comment has no end");
        return None;
    };
    Some(Constants {
        operation: summary.operation.map(str::to_owned),
        collection: summary.collection.map(str::to_owned),
        summary: summary.text,
        tables: summary.tables as u32,
        joins: summary.joins as u32,
        subqueries: summary.subqueries as u32,
        text: said.into_owned(),
    })
}
