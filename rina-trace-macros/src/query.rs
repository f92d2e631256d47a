//! What an attribute says of a query: its words, the constants of a literal text, and the name of the span.
//!
//! A part of stage 2. Known by `plan`, and as its answer by `query_tokens`.

use syn::{Expr, LitStr};

use crate::args::Args;
use crate::check::{self, Constants};
use crate::errors::Errors;
use crate::fields::Field;
use crate::plan::Constant;
use crate::values::text;

/// The function of the runtime that takes a number of rows that were changed.
pub(crate) const AFFECTED: &str = "db_affected";

/// Operations that change rows.
const WRITES: [&str; 10] = [
    "INSERT",
    "UPDATE",
    "DELETE",
    "MERGE",
    "REPLACE",
    "UPSERT",
    "TRUNCATE",
    "LOAD",
    "findAndModify",
    "bulkWrite",
];

/// A query, or a command that has no text.
pub(crate) struct Query<'a> {
    pub(crate) system: &'a Expr,
    pub(crate) text: Text<'a>,
    pub(crate) operation: Option<&'a Expr>,
    pub(crate) collection: Option<&'a Expr>,
    pub(crate) namespace: Option<&'a Expr>,
    pub(crate) server: Option<&'a Expr>,
    pub(crate) pool: Option<&'a Expr>,
    pub(crate) parameters: &'a [Field],
    /// The path of the function.
    pub(crate) function: Constant,
    /// The span has no name but what is known when it starts.
    pub(crate) renames: bool,
}

/// The text of a query.
pub(crate) enum Text<'a> {
    None,
    /// A literal, read when the program is compiled.
    Known(Box<Constants>),
    /// Read when the span starts.
    Said(&'a Expr),
}

/// What the arguments say of it; nothing, where they are none of a database.
pub(crate) fn of<'a>(
    args: &'a Args,
    function: &dyn Fn() -> Constant,
    errors: &mut Errors,
) -> Option<Query<'a>> {
    let own = |word| args.own(word).map(|given| &given.value);
    let mut query = Query {
        system: own("system")?,
        text: Text::None,
        operation: own("operation"),
        collection: own("collection"),
        namespace: own("namespace"),
        server: own("server"),
        pool: own("pool"),
        parameters: args.parameters.as_ref().map_or(&[], |given| &given.value),
        function: function(),
        renames: false,
    };
    if let Some(written) = own("query") {
        // What is no SQL, such as the commands of MongoDB, is read by the runtime.
        let constants = match (text(written), text(query.system)) {
            (Some(literal), Some(system)) => check::query(literal, &system.value(), errors),
            _ => None,
        };
        query.text = constants.map_or(Text::Said(written), |constants| Text::Known(Box::new(constants)));
    }
    query.renames = args.name.is_none() && query.is_named_later();
    Some(query)
}

impl Query<'_> {
    /// The name of the span, as far as it is known when the program is compiled: the text of the query, else what is
    /// done to what, else the system.
    ///
    /// Source: <https://getsentry.github.io/sentry-conventions/names/>
    pub(crate) fn name(&self) -> String {
        if let Text::Known(constants) = &self.text {
            return constants.text.clone();
        }
        let words = [self.operation, self.collection].into_iter().flatten();
        let words: Vec<_> = words.filter_map(text).map(LitStr::value).collect();
        if !words.is_empty() {
            return words.join(" ");
        }
        text(self.system).map_or_else(|| "db.query".to_owned(), LitStr::value)
    }

    /// True if it is known to change rows, so that a bare number of rows is of those.
    pub(crate) fn writes(&self) -> bool {
        let found = match &self.text {
            Text::Known(constants) => constants.operation.clone(),
            Text::None | Text::Said(_) => None,
        };
        let said = self.operation.and_then(text).map(LitStr::value);
        said.or(found).is_some_and(|operation| WRITES.iter().any(|word| operation.eq_ignore_ascii_case(word)))
    }

    fn is_named_later(&self) -> bool {
        let is_said = |word: Option<&Expr>| word.is_some_and(|word| text(word).is_none());
        match self.text {
            Text::Known(_) => false,
            Text::Said(_) => true,
            Text::None => is_said(Some(self.system)) || is_said(self.operation) || is_said(self.collection),
        }
    }

    /// The user's expressions, which stand before the body.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let text = if let Text::Said(text) = self.text { Some(text) } else { None };
        let words = [Some(self.system), text, self.operation, self.collection, self.namespace];
        let words = words.into_iter().chain([self.server, self.pool]).flatten();
        words.chain(self.parameters.iter().map(|field| &field.value))
    }
}
