//! Operations: known, a sub-operation of a known category, declared by the project, or wrong.
//!
//! Known by `check`.

use rina_trace_conventions::{self as conventions, Standing};
use syn::LitStr;

use super::settings::{Settings, matches};
use crate::errors::{Errors, did_you_mean};

pub(super) fn check(op: &LitStr, name: &str, settings: &Settings, errors: &mut Errors) {
    if let Some(known) = conventions::op_named(name) {
        let note = match known.standing {
            Standing::Current => return,
            Standing::Replaced(by) => {
                format!("`{name}` is deprecated in Sentry's conventions, write `{}`", by.join("` or `"))
            }
            Standing::Gone => {
                format!("`{name}` is deprecated in Sentry's conventions, and nothing replaces it")
            }
        };
        return errors.warn("DEPRECATED_OPERATION", op.span(), note);
    }
    if matches(&settings.ops, name) {
        return;
    }
    if let Some(problem) = problem(name, settings) {
        errors.at(op, problem);
    }
}

/// What is wrong with an operation that nobody knows, if anything is.
fn problem(name: &str, settings: &Settings) -> Option<String> {
    let lower = name.to_lowercase().replace([' ', '/', ':'], ".");
    if !is_well_formed(name) {
        let meant = if is_well_formed(&lower) { format!(", such as `{lower}`") } else { String::new() };
        return Some(format!(
            "`{name}` is no operation: it is made of lower-case words with dots between them{meant}"
        ));
    }
    if let Some(near) = conventions::near::op(name) {
        return Some(format!("unknown operation `{name}`, did you mean `{near}`?\n{}", declare(name)));
    }
    let declared = did_you_mean(name, settings.ops.iter().map(String::as_str));
    if !declared.is_empty() {
        return Some(format!("unknown operation `{name}`{declared}\n{}", declare(name)));
    }
    let category = name.split('.').next().unwrap_or(name);
    if !conventions::is_category(category) {
        return Some(format!("unknown operation `{name}`: {}\n{}", nearest(category), declare(name)));
    }
    if category == name {
        return Some(format!(
            "`{name}` is a category: say what happens in it, as in `{name}.process`\n{}",
            declare(name)
        ));
    }
    settings.strict.unwrap_or(false).then(|| {
        let known = below(category);
        format!(
            "`{name}` is neither known nor declared, and `strict` is set in Cargo.toml{known}\n{}",
            declare(name)
        )
    })
}

fn is_well_formed(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"_-".contains(&c))
    };
    name.split('.').all(word)
}

/// The line that would declare it.
fn declare(name: &str) -> String {
    let pattern = match name.split_once('.') {
        Some((category, _)) if !conventions::is_category(category) => format!("{category}.*"),
        _ => name.to_owned(),
    };
    format!(
        "an operation of your own is declared in Cargo.toml:\n    [package.metadata.rina-trace]\n    ops = [{pattern:?}]"
    )
}

/// What could have been meant by a first word that is no category.
fn nearest(category: &str) -> String {
    let meant = did_you_mean(category, conventions::categories());
    if meant.is_empty() {
        return format!(
            "`{category}` is no category; some are `db`, `http`, `cache`, `queue`, `function`, `business`"
        );
    }
    format!("`{category}` is no category{meant}")
}

/// Known operations of a category, to choose from.
fn below(category: &str) -> String {
    let known: Vec<&str> = conventions::ops()
        .iter()
        .filter(|op| op.standing == Standing::Current)
        .map(|op| op.name)
        .filter(|name| name.split('.').next() == Some(category))
        .take(5)
        .collect();
    if known.is_empty() { String::new() } else { format!("; known are {}", known.join(", ")) }
}
