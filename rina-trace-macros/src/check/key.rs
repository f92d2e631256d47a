//! Keys of attributes: known, deprecated, misspelt, or the project's own, and what values they take.
//!
//! Known by `check`.

use rina_trace_conventions as conventions;

use super::kind;
use super::settings::{Settings, matches};
use crate::errors::Errors;
use crate::fields::Field;

pub(super) fn check(field: &mut Field, settings: &Settings, errors: &mut Errors) {
    let key = field.key.value();
    if let Some(known) = conventions::attribute(&key) {
        if let Some(deprecation) = known.deprecation {
            let (meant, note) = match deprecation.replacement {
                Some(meant) => {
                    (Some(meant), format!("`{key}` is deprecated in Sentry's conventions, write `{meant}`"))
                }
                None => {
                    (None, format!("`{key}` is deprecated in Sentry's conventions, and nothing replaces it"))
                }
            };
            errors.warn("DEPRECATED_ATTRIBUTE", field.place.token(&key, meant), note);
        }
        kind::check(field, known.kind, errors);
        return;
    }
    if matches(&settings.allow_keys, &key) {
        return;
    }
    if let Some(meant) = conventions::near::attribute(&key) {
        let note = format!(
            "did you mean `{meant}`? Sentry's conventions know no `{key}`; if it is your own, say so in Cargo.toml: \
             [package.metadata.rina-trace] allow_keys = [{key:?}]"
        );
        errors.warn("UNKNOWN_ATTRIBUTE", field.place.token(&key, Some(meant)), note);
    }
}
