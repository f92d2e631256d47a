//! What the conventions say of an attribute, and how it is found by its key.
//!
//! Knows the table; known by `near` and the public face. A key with `<key>` in it is a template, which stands for all
//! keys with something else in that place.

use crate::table::ATTRIBUTES;

const PLACE: &str = "<key>";

/// What the conventions say of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As Sentry receives it; a template if `<key>` is in it.
    pub key: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What is to be done to its values where secrets are removed.
    pub scrubbing: Scrubbing,
    /// Set if it is no longer to be written.
    pub deprecation: Option<Deprecation>,
}

/// That an attribute is no longer to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The key to write instead; none where nothing stands for it. It is current, and may be a template.
    pub replacement: Option<&'static str>,
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Double,
    /// True or false.
    Boolean,
    /// Texts in order.
    TextList,
}

/// Whether Sentry removes what looks secret from the values of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scrubbing {
    /// By its default rules.
    Auto,
    /// Only by rules that somebody wrote for it.
    Manual,
    /// Never: it is needed as it is.
    Never,
}

/// All attributes of the conventions, sorted by key.
pub fn attributes() -> &'static [Attribute] {
    ATTRIBUTES
}

/// The attribute of that key: the one that is named so, else the template that says most of the key.
///
/// What stands for `<key>` is at least one character; dots are among them only where the template ends there.
pub fn attribute(key: &str) -> Option<&'static Attribute> {
    match ATTRIBUTES.binary_search_by(|attribute| attribute.key.cmp(key)) {
        Ok(at) => ATTRIBUTES.get(at),
        // The longest beginning first, since it says most.
        Err(_) => key.rmatch_indices('.').find_map(|(dot, _)| template(key.split_at_checked(dot + 1)?)),
    }
}

/// The template that begins like the first half and fits the second.
fn template((start, rest): (&str, &str)) -> Option<&'static Attribute> {
    let from =
        ATTRIBUTES.partition_point(|attribute| attribute.key.bytes().lt(start.bytes().chain(PLACE.bytes())));
    let sharing = ATTRIBUTES.get(from..)?.iter().map_while(|attribute| {
        let end = attribute.key.strip_prefix(start)?.strip_prefix(PLACE)?;
        Some((attribute, end))
    });
    let fits = |end: &str| match rest.strip_suffix(end) {
        Some(place) => !place.is_empty() && (end.is_empty() || !place.contains('.')),
        None => false,
    };
    // Sorted: the one without an end comes first, and says least.
    sharing.filter(|(_, end)| fits(end)).last().map(|(attribute, _)| attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(key: &str) -> Option<&'static str> {
        attribute(key).map(|attribute| attribute.key)
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(attributes().is_sorted_by(|a, b| a.key < b.key), "sorted, each key once");
        assert_eq!(attributes().len(), 969);
        assert_eq!(attributes().iter().filter(|attribute| attribute.deprecation.is_some()).count(), 282);
        assert!(attributes().iter().all(|attribute| found(attribute.key) == Some(attribute.key)));
    }

    #[test]
    fn what_replaces_an_attribute_is_current() {
        let mut none = 0;
        for attribute in attributes() {
            match attribute.deprecation.map(|deprecation| deprecation.replacement) {
                Some(Some(replacement)) => {
                    let other = attributes().iter().find(|other| other.key == replacement).unwrap();
                    assert_eq!(other.deprecation, None, "{replacement} for {}", attribute.key);
                }
                Some(None) => none += 1,
                None => {}
            }
        }
        assert_eq!(none, 46);
    }

    #[test]
    fn facts_are_those_of_the_conventions() {
        let fact = |key| attribute(key).map(|it| (it.kind, it.scrubbing, it.deprecation)).unwrap();
        let by = |replacement| Some(Deprecation { replacement });
        assert_eq!(fact("http.response.status_code"), (Kind::Integer, Scrubbing::Manual, None));
        assert_eq!(fact("db.query.text"), (Kind::Text, Scrubbing::Auto, None));
        assert_eq!(fact("db.statement").2, by(Some("db.query.text")));
        assert_eq!(fact("http.target").2, by(None));
        assert_eq!(fact("user.roles").0, Kind::TextList);
        assert_eq!(fact("cache.hit").0, Kind::Boolean);
        assert_eq!(fact("score.accuracy").0, Kind::Double);
    }

    #[test]
    fn templates_stand_for_keys() {
        assert_eq!(found("db.query.parameter.foo"), Some("db.query.parameter.<key>"));
        assert_eq!(found("db.query.parameter.foo.bar"), Some("db.query.parameter.<key>"));
        assert_eq!(found("db.query.parameter."), None, "something has to stand there");
        assert_eq!(found("db.query.parameter"), None);
        assert_eq!(found("score.ratio.x"), Some("score.ratio.<key>"), "not score.<key>");
        assert_eq!(found("score.x"), Some("score.<key>"));
        assert_eq!(found("http.response.header.content-length"), Some("http.response.header.content-length"));
        assert_eq!(found("http.response.header.etag"), Some("http.response.header.<key>"));
    }

    #[test]
    fn templates_have_ends() {
        assert_eq!(found("mcp.tool.result.0.content"), Some("mcp.tool.result.<key>.content"));
        assert_eq!(found("mcp.tool.result.0.content_type"), Some("mcp.tool.result.<key>.content_type"));
        assert_eq!(found("mcp.tool.result..content"), None);
        assert_eq!(found("mcp.tool.result.a.b.content"), None, "one part in the middle");
        assert_eq!(found("mcp.tool.result.0.other"), None);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for key in ["", ".", "items", "order.id", "db.query.texts", "zzz", "é.ü", "<key>"] {
            assert_eq!(found(key), None, "{key}");
        }
    }
}
