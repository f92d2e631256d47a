//! What is known of a request before it is answered. Known by expanded code and by integrations.

use std::borrow::Cow;

use rina_trace_conventions::http::{Url, fold, name};

use crate::fields::Fields;
use crate::value::{IntoValue, Text, Value};

/// Records a request to `url`, and `renames` the span by it.
///
/// What is secret in the query is taken out by the scrubber, as everywhere.
pub(crate) fn record(fields: &Fields, method: &str, url: &str, renames: bool) {
    let url = Url::parse(url);
    if renames {
        fields.name(name(method, &url));
    }
    fields.data("http.request.method", method.to_value());
    if url.host.is_empty() {
        fields.data("url.path", url.path.to_value());
    } else {
        fields.data("server.address", url.host.to_value());
        fields.data("server.port", url.port_or_default().to_value());
    }
    if let Some(template) = template(url.path) {
        fields.data("url.template", template.to_value());
    }
    // A URL with placeholders is none that anybody has asked for.
    if !url.host.is_empty() && !has_places(url.path) {
        fields.data("url.full", Some(Value::Text(Text::from_display(&url.without_credentials()))));
    }
}

/// The path with its placeholders, if it has any.
fn template(path: &str) -> Option<Cow<'_, str>> {
    match fold(path) {
        Cow::Borrowed(path) => has_places(path).then_some(Cow::Borrowed(path)),
        folded @ Cow::Owned(_) => Some(folded),
    }
}

fn has_places(path: &str) -> bool {
    path.contains('{')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_asked_for_has_a_name(
            text in any::<String>(),
            near in "(https?://)?([a-z0-9:@\\[\\]ä]{0,9})((/[A-Za-z0-9_.@%{}ä-]{0,30}){0,4})([?#/][a-z=&]{0,9})?",
        ) {
            for text in [text, near] {
                let url = Url::parse(&text);
                let named = name("GET", &url);
                prop_assert!(!named.contains(['?', '#']), "{}", named);
                let printed = url.without_credentials().to_string();
                prop_assert_eq!(Url::parse(&printed).credentials, "");
                let folded = fold(url.path).into_owned();
                prop_assert_eq!(fold(&folded), folded.as_str());
            }
        }
    }
}
