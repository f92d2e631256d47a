//! The dynamic sampling context: what every service of a trace tells Sentry alike.
//!
//! Source: <https://develop.sentry.dev/sdk/foundations/trace-propagation/dynamic-sampling-context/>. It stands in
//! the `baggage` header and in the `trace` header of envelopes. Knows ids, name sources and how a header is
//! encoded; known by the header, by incoming traces and by the envelope.

use std::borrow::Cow;

use super::percent;
use super::sample_rand::SampleRand;
use crate::id::TraceId;
use crate::name_source::NameSource;

/// The longest header, in bytes: what W3C Baggage asks everybody to pass on.
///
/// Source: <https://www.w3.org/TR/baggage/#limits>
pub(super) const MAX_BYTES: usize = 8192;

/// The most members of a header, by the same source.
pub(super) const MAX_MEMBERS: usize = 64;

/// What Sentry's members begin with.
pub(super) const PREFIX: &str = "sentry-";

/// Without these two Sentry cannot use any of the others; they come first and so are never left out.
pub(super) const REQUIRED: [&str; 2] = ["trace_id", "public_key"];

/// The dynamic sampling context. It always fits into one header: what does not fit is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dsc {
    /// Key without `sentry-` and decoded value; never empty texts. The required ones first, then in the order in
    /// which they came.
    members: Vec<(Cow<'static, str>, Box<str>)>,
    /// The length of the header, with one comma more.
    printed: usize,
}

/// What the head of a trace knows of it.
#[derive(Debug)]
pub(crate) struct DscFields<'a> {
    pub(crate) trace_id: TraceId,
    /// Of the DSN.
    pub(crate) public_key: &'a str,
    pub(crate) release: Option<&'a str>,
    pub(crate) environment: Option<&'a str>,
    /// The name of the transaction and where it is from.
    pub(crate) transaction: Option<(&'a str, NameSource)>,
    /// The effective rate, from 0.0 to 1.0.
    pub(crate) sample_rate: Option<f64>,
    pub(crate) sample_rand: SampleRand,
    /// `None` while nobody decided: tracing without performance.
    pub(crate) sampled: Option<bool>,
    pub(crate) org_id: Option<&'a str>,
}

impl Dsc {
    /// Makes the context of a trace that begins here.
    pub(crate) fn new(fields: &DscFields<'_>) -> Self {
        let mut dsc = Self { members: Vec::with_capacity(9), printed: 0 };
        dsc.insert("trace_id", &fields.trace_id.to_string());
        dsc.insert("public_key", fields.public_key);
        dsc.insert("sample_rand", &fields.sample_rand.to_string());
        dsc.insert("org_id", fields.org_id.unwrap_or_default());
        dsc.insert("environment", fields.environment.unwrap_or_default());
        dsc.insert("release", fields.release.unwrap_or_default());
        // A trace without a decision has no rate that led to it, and its name may be another's.
        if let Some(sampled) = fields.sampled {
            dsc.insert("sampled", if sampled { "true" } else { "false" });
            dsc.insert("sample_rate", &fields.sample_rate.map(|rate| rate.to_string()).unwrap_or_default());
            // A URL as it came is no name to group by, and may hold what is private.
            if let Some((name, source)) = fields.transaction
                && source != NameSource::Url
            {
                dsc.insert("transaction", name);
            }
        }
        dsc
    }

    /// The value of `key`, which is without `sentry-`.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.members().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Key without `sentry-`, and value.
    pub(crate) fn members(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.members.iter().map(|(key, value)| (&**key, &**value))
    }

    /// True for the context of a trace whose head told none: it stays so, and is not printed.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Puts `value` in place of what `key` had. An empty value takes the key away.
    pub(crate) fn with(mut self, key: impl Into<Cow<'static, str>>, value: &str) -> Self {
        let key = key.into();
        if let Some(at) = self.position(&key) {
            let (_, old) = self.members.remove(at);
            self.printed -= printed_len(&key, &old);
        }
        self.insert(key, value);
        self
    }

    /// Puts in the rate that was applied here, in place of the one that came with the trace. A context that is
    /// frozen empty stays empty.
    pub(crate) fn with_sample_rate(self, rate: f64) -> Self {
        if self.is_empty() { self } else { self.with("sample_rate", &rate.to_string()) }
    }

    /// Keeps a member if it fits, in place of an earlier one of the same key.
    pub(super) fn insert(&mut self, key: impl Into<Cow<'static, str>>, value: &str) {
        self.put(key.into(), value);
    }

    fn put(&mut self, key: Cow<'static, str>, value: &str) {
        if key.is_empty() || value.is_empty() {
            return;
        }
        let old = self.position(&key).and_then(|at| self.members.get(at).map(|(_, value)| (at, value)));
        let freed = old.map_or(0, |(_, value)| printed_len(&key, value));
        let printed = self.printed - freed + printed_len(&key, value);
        let count = self.members.len() + usize::from(old.is_none());
        if count > MAX_MEMBERS || printed > MAX_BYTES + 1 {
            return;
        }
        let old = old.map(|(at, _)| at);
        if let Some(at) = old {
            self.members.remove(at);
        }
        let at = old.unwrap_or_else(|| self.members.partition_point(|(known, _)| rank(known) <= rank(&key)));
        self.members.insert(at, (key, value.into()));
        self.printed = printed;
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.members.iter().position(|(known, _)| known == key)
    }
}

fn rank(key: &str) -> usize {
    REQUIRED.iter().position(|required| *required == key).unwrap_or(REQUIRED.len())
}

/// `sentry-key=value,`
fn printed_len(key: &str, value: &str) -> usize {
    PREFIX.len() + percent::encoded_len(key) + 1 + percent::encoded_len(value) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> DscFields<'static> {
        let trace_id = TraceId::from_hex("771a43a4192642f0b136d5159a501700").unwrap();
        DscFields {
            trace_id,
            public_key: "49d0f7386ad645858ae85020e393bef3",
            release: Some("app@1.2.3"),
            environment: Some("production"),
            transaction: Some(("GET /users/{id}", NameSource::Route)),
            sample_rate: Some(0.25),
            sample_rand: SampleRand::parse("0.1").unwrap(),
            sampled: Some(true),
            org_id: Some("1"),
        }
    }

    fn keys(dsc: &Dsc) -> Vec<&str> {
        dsc.members().map(|(key, _)| key).collect()
    }

    #[test]
    fn the_head_of_a_trace_tells_all_it_knows() {
        let dsc = Dsc::new(&fields());
        let members: Vec<_> = dsc.members().collect();
        assert_eq!(
            members,
            [
                ("trace_id", "771a43a4192642f0b136d5159a501700"),
                ("public_key", "49d0f7386ad645858ae85020e393bef3"),
                ("sample_rand", "0.100000"),
                ("org_id", "1"),
                ("environment", "production"),
                ("release", "app@1.2.3"),
                ("sampled", "true"),
                ("sample_rate", "0.25"),
                ("transaction", "GET /users/{id}"),
            ]
        );
    }

    #[test]
    fn without_a_decision_there_is_no_rate_and_no_name() {
        let dsc = Dsc::new(&DscFields { sampled: None, ..fields() });
        assert_eq!(keys(&dsc), ["trace_id", "public_key", "sample_rand", "org_id", "environment", "release"]);
    }

    #[test]
    fn a_url_is_no_name() {
        let dsc = Dsc::new(&DscFields { transaction: Some(("/users/1", NameSource::Url)), ..fields() });
        assert_eq!(dsc.get("transaction"), None);
        assert_eq!(dsc.get("sampled"), Some("true"));
    }

    #[test]
    fn with_replaces_and_takes_away() {
        let dsc = Dsc::new(&fields()).with("sampled", "false").with("release", "");
        assert_eq!(dsc.get("sampled"), Some("false"));
        assert_eq!(dsc.get("release"), None);
        assert_eq!(dsc.with_sample_rate(0.5).get("sample_rate"), Some("0.5"));
        assert!(Dsc::default().with_sample_rate(0.5).is_empty());
    }

    #[test]
    fn a_member_that_does_not_fit_is_left_out_and_later_ones_are_tried() {
        let mut dsc = Dsc::default();
        dsc.insert("long", &"x".repeat(MAX_BYTES));
        dsc.insert("unicode", &"ä".repeat(MAX_BYTES / 6));
        dsc.insert("short", "x");
        assert_eq!(keys(&dsc), ["short"]);
        for number in 0..2 * MAX_MEMBERS {
            dsc.insert(format!("key{number}"), "x");
        }
        assert_eq!(dsc.members().len(), MAX_MEMBERS);
    }

    #[test]
    fn a_header_of_exactly_the_limit_fits() {
        let longest = MAX_BYTES - "sentry-a=".len();
        let mut dsc = Dsc::default();
        dsc.insert("a", &"x".repeat(longest));
        assert_eq!(dsc.to_string().len(), MAX_BYTES);
        dsc.insert("a", &"y".repeat(longest + 1));
        assert_eq!(dsc.get("a"), Some(&*"x".repeat(longest)));
        // What is replaced makes room.
        dsc.insert("a", &"y".repeat(longest));
        assert_eq!(dsc.get("a"), Some(&*"y".repeat(longest)));
    }
}
