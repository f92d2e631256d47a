//! The header `baggage`, of which Sentry's members are the dynamic sampling context.
//!
//! Source: <https://www.w3.org/TR/baggage/>, and `utils/baggage.js` of `@sentry/core` for what Sentry encodes.
//! Knows the sampling context; known by what reads and what writes headers.

use std::borrow::Cow;
use std::fmt;

use super::dsc::{Dsc, MAX_BYTES, MAX_MEMBERS, PREFIX, REQUIRED};
use super::percent;

impl Dsc {
    /// Reads Sentry's members from a header, or from several joined by commas; of the same key the last counts.
    ///
    /// Members of other vendors are not kept: what came in for them must not go on from here. A member without
    /// a value, or one that cannot be decoded, is no member.
    pub(crate) fn parse(header: &str) -> Self {
        let mut dsc = Self::default();
        // Twice, so that what is required has room before the rest takes it.
        for required in [true, false] {
            for (key, value) in header.split(',').filter_map(sentry_member) {
                if REQUIRED.contains(&&*key) == required {
                    dsc.insert(key.into_owned(), &value);
                }
            }
        }
        dsc
    }
}

/// The header, of at most 8192 bytes and 64 members; nothing for an empty context.
impl fmt::Display for Dsc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.members().enumerate() {
            f.write_str(if index == 0 { PREFIX } else { ",sentry-" })?;
            percent::encode(key, f)?;
            f.write_str("=")?;
            percent::encode(value, f)?;
        }
        Ok(())
    }
}

/// Puts Sentry's members of `ours`, a printed [`Dsc`], into the baggage that a request has already.
///
/// Members of others are kept as they are, older ones of Sentry are replaced. Where the limits would be passed,
/// the two members that Sentry requires come first, then those of others, then the rest of ours.
pub(crate) fn merge(existing: &str, ours: &str) -> String {
    let mut room = Room { bytes: MAX_BYTES + 1, members: MAX_MEMBERS };
    let (required, rest): (Vec<&str>, Vec<&str>) = members(ours).partition(|member| is_required(member));
    let required: Vec<&str> = required.into_iter().filter(|member| room.take(member)).collect();
    let others = members(existing).filter(|member| !is_sentrys(member));
    let mut merged: Vec<&str> = others.filter(|member| room.take(member)).collect();
    merged.extend(required);
    merged.extend(rest.into_iter().filter(|member| room.take(member)));
    merged.join(",")
}

/// What is left of a header's limits.
struct Room {
    /// With a comma after each member.
    bytes: usize,
    members: usize,
}

impl Room {
    fn take(&mut self, member: &str) -> bool {
        let left = self.bytes.checked_sub(member.len() + 1).zip(self.members.checked_sub(1));
        let Some((bytes, members)) = left else { return false };
        *self = Self { bytes, members };
        true
    }
}

fn members(header: &str) -> impl Iterator<Item = &str> {
    header.split(',').map(str::trim_ascii).filter(|member| !member.is_empty())
}

fn is_sentrys(member: &str) -> bool {
    let key = member.split(['=', ';']).next().unwrap_or_default();
    percent::decode(key.trim_ascii()).is_some_and(|key| key.starts_with(PREFIX))
}

fn is_required(member: &str) -> bool {
    sentry_member(member).is_some_and(|(key, _)| REQUIRED.contains(&&*key))
}

/// Key without prefix and value, decoded, without the `;property` that W3C allows after a value.
fn sentry_member(member: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let (key, value) = member.split(';').next()?.split_once('=')?;
    let key = match percent::decode(key.trim_ascii())? {
        Cow::Borrowed(key) => Cow::Borrowed(key.strip_prefix(PREFIX)?),
        Cow::Owned(key) => Cow::Owned(key.strip_prefix(PREFIX)?.to_owned()),
    };
    Some((key, percent::decode(value.trim_ascii())?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_sentrys_members_only() {
        let dsc = Dsc::parse(
            "other-vendor=foo;bar=1, sentry-trace_id = 771a43a4192642f0b136d5159a501700 ,\
             sentry-release=app%401.2;secure;x=y,sentry-some-new-key=a=b,\tsentry-user%5Fid=%C3%A4%2C",
        );
        let members: Vec<_> = dsc.members().collect();
        assert_eq!(
            members,
            [
                ("trace_id", "771a43a4192642f0b136d5159a501700"),
                ("release", "app@1.2"),
                ("some-new-key", "a=b"),
                ("user_id", "ä,"),
            ]
        );
    }

    #[test]
    fn the_last_of_the_same_key_counts() {
        let dsc = Dsc::parse("sentry-release=1,sentry-environment=a,sentry-release=2");
        assert_eq!(dsc.to_string(), "sentry-release=2,sentry-environment=a");
    }

    #[test]
    fn members_without_value_or_sense_are_dropped() {
        let dsc = Dsc::parse(
            "sentry-a=,sentry-b,sentry-c=%zz,sentry-%zz=1,sentry-=x,sentry-d=%ff,sentry-e;p=1,,=,Sentry-f=1,sentry-g= ",
        );
        assert!(dsc.is_empty(), "{dsc:?}");
    }

    #[test]
    fn what_is_required_survives_any_crowd() {
        let crowd: Vec<_> =
            (0..200).map(|number| format!("sentry-key{number}={}", "x".repeat(100))).collect();
        let header = format!("{},sentry-public_key=abc,sentry-trace_id=123", crowd.join(","));
        let dsc = Dsc::parse(&header);
        assert_eq!((dsc.get("trace_id"), dsc.get("public_key")), (Some("123"), Some("abc")));
        assert!(dsc.get("key0").is_some() && dsc.get("key199").is_none());

        let others: Vec<_> = (0..200).map(|number| format!("other{number}={}", "x".repeat(100))).collect();
        let merged = merge(&others.join(","), "sentry-trace_id=123,sentry-public_key=abc,sentry-release=1");
        assert!(
            merged.starts_with("other0=") && merged.contains(",sentry-trace_id=123,sentry-public_key=abc")
        );
        assert!(merged.len() <= MAX_BYTES);
    }

    #[test]
    fn merging_keeps_others_as_they_are_and_replaces_sentrys() {
        let existing = "user=%7b1 ; secure,  sentry-trace_id=old,sentry%2Drelease=old;x, id=\"1\",";
        let merged = merge(existing, "sentry-trace_id=new,sentry-release=1");
        assert_eq!(merged, "user=%7b1 ; secure,id=\"1\",sentry-trace_id=new,sentry-release=1");
        assert_eq!(merge("a=1,sentry-trace_id=old", ""), "a=1");
        assert_eq!(merge("", "sentry-trace_id=new"), "sentry-trace_id=new");
    }

    fn any_dsc() -> impl Strategy<Value = Dsc> {
        let key = prop_oneof![any::<String>(), "[a-z_]{1,12}", Just("trace_id".to_owned())];
        prop::collection::vec((key, any::<String>()), 0..80).prop_map(|members| {
            members.into_iter().fold(Dsc::default(), |dsc, (key, value)| dsc.with(key, &value))
        })
    }

    proptest! {
        #[test]
        fn parses_what_it_prints(dsc in any_dsc()) {
            let header = dsc.to_string();
            prop_assert!(header.is_ascii() && header.len() <= MAX_BYTES);
            prop_assert_eq!(Dsc::parse(&header), dsc);
        }

        #[test]
        fn merging_keeps_within_the_limits(lengths in prop::collection::vec(0..300_usize, 0..90), dsc in any_dsc()) {
            let existing: Vec<_> = lengths.iter().map(|length| format!("ä={}", "x".repeat(*length))).collect();
            let merged = merge(&existing.join(" , "), &dsc.to_string());
            prop_assert!(merged.len() <= MAX_BYTES && merged.split(',').count() <= MAX_MEMBERS);
            let parsed = Dsc::parse(&merged);
            for key in REQUIRED {
                prop_assert_eq!(parsed.get(key), dsc.get(key));
            }
        }

        #[test]
        fn never_panics(text in any::<String>(), near in "((sentry-)?[a-z%=;, ä0-9]{0,12},){0,6}") {
            for header in [text, near] {
                let again = Dsc::parse(&header);
                prop_assert_eq!(Dsc::parse(&again.to_string()), again);
                let _ = merge(&header, &header);
            }
        }
    }
}
