//! A literal query.

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

pub(crate) fn query(literal: &LitStr, _system: &str, _errors: &mut Errors) -> Option<Constants> {
    let text = literal.value();
    let mut words = text.split_whitespace().map(str::to_owned);
    Some(Constants {
        operation: words.next(),
        collection: words.last(),
        summary: String::new(),
        tables: 0,
        joins: 0,
        subqueries: 0,
        text,
    })
}
