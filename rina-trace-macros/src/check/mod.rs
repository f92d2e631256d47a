//! Asks the conventions and the project's own settings: operations, names, keys, types, secrets.
//!
//! Between the grammar and the plan; knows nothing of functions. Known by `item`, `block` and the macros in
//! expressions.

mod ai;
mod attribute;
mod database;
mod key;
mod kind;
mod metadata;
mod name;
mod op;
mod pasted;
mod query;
mod request;
mod secret;
mod settings;
#[cfg(feature = "sql")]
mod syntax;

use std::sync::Arc;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, LitStr};

use crate::args::{Args, Op};
use crate::errors::Errors;
use crate::fields::Field;
use crate::kind::Kind;
use crate::values::{decoded, text};

pub(crate) use query::{Constants, query};
pub(crate) use secret::protected;
use settings::Settings;

/// Where keys stand: a tag is a text, whatever it is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Data,
    Tags,
}

/// Checks the arguments of an attribute, and notes what the keys take. What is wrong in `Cargo.toml` is shown `at` the
/// name of the function or block, if nothing else is.
pub(crate) fn attribute(args: &mut Args, kind: &Kind, at: Span, errors: &mut Errors) {
    let project = project(at, errors);
    let name = args.name.as_ref().map(|name| &name.value);
    args.operation = span(&project, args.op.as_ref().map(|op| &op.value), kind.op, name, errors);
    attribute::check(args, kind, at, errors);
    request::check(args, errors);
    database::check(args, errors);
    if kind.is_ai {
        ai::check(args, &project, at, errors);
    }
    let lists = [
        (List::Data, &mut args.data),
        (List::Tags, &mut args.tags),
        (List::Data, &mut args.ok),
        // A parameter has the name that the query gives it.
        (List::Tags, &mut args.parameters),
    ];
    for (list, given) in lists {
        if let Some(given) = given {
            fields(&project, list, &mut given.value, errors);
        }
    }
}

/// The same for what stands in `span!`.
pub(crate) fn by_hand(op: &Op, name: &Expr, data: &mut [Field], errors: &mut Errors) {
    let project = project(op.span(), errors);
    span(&project, Some(op), "", Some(name), errors);
    fields(&project, List::Data, data, errors);
}

/// The same for `op!`.
pub(crate) fn declared(op: &LitStr, errors: &mut Errors) {
    let project = project(op.span(), errors);
    op::check(op, &op.value(), &project, errors);
}

/// What the project says; a change of it is noticed through the items that are left.
fn project(at: Span, errors: &mut Errors) -> Arc<Settings> {
    let current = settings::current();
    errors.leave(current.watch());
    for problem in current.problems() {
        errors.push(syn::Error::new(at, problem));
    }
    current.settings
}

/// `default` is the operation where none is given. Gives back the operation, if it is not a constant.
fn span(
    project: &Settings,
    op: Option<&Op>,
    default: &str,
    name: Option<&Expr>,
    errors: &mut Errors,
) -> Option<String> {
    let literal = match op {
        Some(Op::Literal(op)) => {
            let text = decoded(op);
            op::check(op, &text, project, errors);
            Some(text)
        }
        Some(Op::Constant(_)) => None,
        None => Some(default.to_owned()),
    };
    if let Some(name) = name.and_then(text) {
        name::check(name, literal.as_deref(), errors);
    }
    literal
}

fn fields(project: &Settings, list: List, fields: &mut [Field], errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for field in fields {
        let key = field.name.clone();
        if seen.contains(&key) {
            errors.push(field.place.error(format_args!("`{key}` is given twice")));
            continue;
        }
        field.is_allowed = secret::is_allowed(&key, project);
        let is_secret = secret::check(field, &key, project, errors);
        if list == List::Data && !is_secret {
            key::check(field, &key, project, errors);
        }
        seen.push(key);
    }
}
