//! Keys of attributes: known, deprecated, misspelt, or the project's own, and what values they take.
//!
//! Known by `check`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rina_trace_conventions as conventions;

use super::kind;
use super::settings::{Settings, matches};
use crate::errors::Errors;
use crate::fields::Field;

pub(super) fn check(field: &mut Field, key: &str, settings: &Settings, errors: &mut Errors) {
    if let Some(known) = conventions::attribute(key) {
        let mut is_common_word = false;
        if let Some(deprecation) = known.deprecation {
            let (meant, note) = match deprecation.replacement {
                Some(meant) => {
                    let instead = instead(meant, field);
                    (Some(meant), format!("`{key}` is deprecated in Sentry's conventions, write `{instead}`"))
                }
                None => {
                    (None, format!("`{key}` is deprecated in Sentry's conventions, and nothing replaces it"))
                }
            };
            errors.warn("DEPRECATED_ATTRIBUTE", field.place.token(key, meant), note);
            // `id`, `type`, `url`: once Sentry's, but as likely the program's own, of whatever type.
            is_common_word = !key.contains('.');
        }
        if !is_common_word {
            kind::check(field, key, known.kind, errors);
        }
        return;
    }
    if matches(&settings.allow_keys, key) {
        return;
    }
    if let Some(meant) = near(key) {
        let note = format!(
            "did you mean `{}`? Sentry's conventions know no `{key}`; if it is your own, say so in Cargo.toml: \
             [package.metadata.rina-trace] allow_keys = [{key:?}]",
            instead(meant, field)
        );
        errors.warn("UNKNOWN_ATTRIBUTE", field.place.token(key, Some(meant)), note);
    }
}

/// What to write: the key, and for a name that stood for key and value both of them.
fn instead(meant: &str, field: &Field) -> String {
    match &field.bare {
        None => meant.to_owned(),
        Some(name) => format!("{meant} = {}{name}", field.how.sign()),
    }
}

/// The known key that was probably meant. Asked once for each, for a macro is compiled without optimisation.
fn near(key: &str) -> Option<&'static str> {
    static ASKED: Mutex<Option<HashMap<String, Option<&'static str>>>> = Mutex::new(None);
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = asked.get_or_insert_default();
    if let Some(near) = asked.get(key) {
        return *near;
    }
    let near = conventions::near::attribute(key);
    asked.insert(key.to_owned(), near);
    near
}
