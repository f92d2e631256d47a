//! What is done with the value of a key: the project's own lists, then the list of what looks secret.

use rina_trace_conventions::secret;

use super::text;

/// What is done with the value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The project says so: it is sent as it is.
    Allowed,
    /// It is filtered, whatever it is.
    Secret,
    /// It is looked into.
    Open,
    /// It is looked into, and is the query of a URL, or a form.
    OpenQuery,
}

/// Where a key stands, which says how much of it is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Data,
    Parameter,
    Header,
}

/// The attributes of headers, with the name of the header behind them.
///
/// Source: `http.request.header.<key>` in <https://getsentry.github.io/sentry-conventions/attributes/http/>
const HEADERS: [&str; 2] = ["http.request.header.", "http.response.header."];

/// The attributes that are a query.
const QUERIES: [&str; 3] = ["url.query", "http.query", "query_string"];

/// What the configuration says of secrets.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    allow: Vec<String>,
    deny: Vec<String>,
    /// What tells who a user is may be sent.
    pub(super) sends_personal: bool,
}

impl Rules {
    pub(crate) fn new(allow: &[String], deny: &[String], sends_personal: bool) -> Self {
        Self { allow: allow.to_vec(), deny: deny.to_vec(), sends_personal }
    }

    /// True if it may be told who asked.
    pub(crate) fn sends_personal(&self) -> bool {
        self.sends_personal
    }

    /// The text without its secrets, if it has any.
    pub(crate) fn text(&self, text: &str) -> Option<String> {
        text::scrub(text, self, false)
    }

    /// The same for the query of a URL or a form, whose first name has no mark before it.
    pub(super) fn query(&self, text: &str) -> Option<String> {
        text::scrub(text, self, true)
    }

    pub(super) fn judge(&self, key: &str, place: Place) -> Verdict {
        if names(&self.deny, key) {
            return Verdict::Secret;
        }
        if names(&self.allow, key) {
            return Verdict::Allowed;
        }
        if let Some(header) = HEADERS.iter().find_map(|prefix| key.strip_prefix(prefix)) {
            return if secret::looks_secret_parameter(header) { Verdict::Secret } else { Verdict::Open };
        }
        let looks_secret = match place {
            Place::Data => secret::looks_secret(key).is_some(),
            Place::Parameter | Place::Header => secret::looks_secret_parameter(key),
        };
        match looks_secret {
            true => Verdict::Secret,
            false if place == Place::Header && !self.sends_personal && secret::looks_personal(key) => {
                Verdict::Secret
            }
            false if QUERIES.contains(&key) => Verdict::OpenQuery,
            false => Verdict::Open,
        }
    }
}

/// A whole key in any case, or its beginning before `.*`.
fn names(list: &[String], key: &str) -> bool {
    list.iter().any(|listed| match listed.strip_suffix('*') {
        Some(start) => key.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start)),
        None => listed.eq_ignore_ascii_case(key),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_goes_before_the_list_and_denies_before_it_allows() {
        let list = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let rules = Rules::new(&list(&["session", "auth.*", "both"]), &list(&["Plan", "both"]), false);
        let judge = |key| rules.judge(key, Place::Data);
        assert_eq!(
            (judge("Session"), judge("auth.token"), judge("auth")),
            (Verdict::Allowed, Verdict::Allowed, Verdict::Secret)
        );
        assert_eq!(
            (judge("plan"), judge("both"), judge("plans")),
            (Verdict::Secret, Verdict::Secret, Verdict::Open)
        );
    }

    #[test]
    fn headers_and_parameters_have_rules_of_their_own() {
        let rules = Rules::default();
        assert_eq!(rules.judge("key", Place::Data), Verdict::Open);
        assert_eq!(rules.judge("key", Place::Parameter), Verdict::Secret);
        assert_eq!(rules.judge("X-Forwarded-For", Place::Header), Verdict::Secret);
        assert_eq!(Rules::new(&[], &[], true).judge("X-Forwarded-For", Place::Header), Verdict::Open);
        assert_eq!(rules.judge("http.request.header.x-signature", Place::Data), Verdict::Secret);
        assert_eq!(rules.judge("url.query", Place::Data), Verdict::OpenQuery);
    }
}
