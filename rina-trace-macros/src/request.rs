//! A request to another service, as an attribute says it: its two expressions, and its name if both are literal.
//!
//! A part of stage 2. Known by `plan`, and as its answer by `says`.

use rina_trace_conventions::http;
use syn::Expr;

use crate::args::Args;
use crate::values::text;

/// A request to another service.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Expr,
    pub(crate) url: &'a Expr,
    /// The span has no name but what these make.
    pub(crate) renames: bool,
}

/// What the arguments say of it.
pub(crate) fn of(args: &Args) -> Option<Request<'_>> {
    let (method, url) = (&args.own("method")?.value, &args.own("url")?.value);
    Some(Request { method, url, renames: args.name.is_none() && name(args).is_none() })
}

/// The name of a request of which all is known.
pub(crate) fn name(args: &Args) -> Option<String> {
    let (method, url) = (text(&args.own("method")?.value)?, text(&args.own("url")?.value)?);
    Some(http::name(&method.value(), &http::Url::parse(&url.value())))
}
