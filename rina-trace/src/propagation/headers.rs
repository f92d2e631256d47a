//! The door of propagation: the headers for a request that goes out, and what can carry headers that come in.
//!
//! Knows the names of the headers and how baggage is merged; known by the public face, which makes them of the
//! current span.

use std::collections::{BTreeMap, HashMap};

use super::incoming::{BAGGAGE, SENTRY_TRACE, TRACEPARENT};

/// The headers that make another service's work part of this trace.
///
/// Made by `trace_headers()`; no headers at all where tracing is off. For a message queue they go into the
/// message's properties, under the same names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceHeaders {
    /// Empty: there are no headers.
    pub(crate) sentry_trace: String,
    pub(crate) baggage: Option<String>,
    pub(crate) traceparent: Option<String>,
}

impl TraceHeaders {
    /// The value of `sentry-trace`: trace, span and decision.
    pub fn sentry_trace(&self) -> Option<&str> {
        Some(&*self.sentry_trace).filter(|value| !value.is_empty())
    }

    /// The value of `baggage`: Sentry's members, which must be merged into a `baggage` that is there already.
    pub fn baggage(&self) -> Option<&str> {
        self.baggage.as_deref().filter(|value| !value.is_empty())
    }

    /// The value of W3C's `traceparent`, if it is to be sent.
    pub fn traceparent(&self) -> Option<&str> {
        self.traceparent.as_deref().filter(|value| !value.is_empty())
    }

    /// Name and value of each header.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            (SENTRY_TRACE, self.sentry_trace()),
            (BAGGAGE, self.baggage()),
            (TRACEPARENT, self.traceparent()),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// The value of `baggage` for a request that has `existing` already: the members of others as they are, older
    /// ones of Sentry replaced. Empty if nothing is left to send.
    pub fn merge_baggage(&self, existing: &str) -> String {
        super::baggage::merge(existing, self.baggage().unwrap_or_default())
    }

    /// Puts the headers into those of a request, in place of earlier ones; other vendors' baggage stays.
    #[cfg(feature = "http")]
    pub fn apply(&self, headers: &mut http::HeaderMap) {
        use http::HeaderValue;

        if self.sentry_trace.is_empty() {
            return;
        }
        for (name, value) in [(SENTRY_TRACE, self.sentry_trace()), (TRACEPARENT, self.traceparent())] {
            if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
                headers.insert(name, value);
            }
        }
        let present: Vec<&[u8]> = headers.get_all(BAGGAGE).iter().map(HeaderValue::as_bytes).collect();
        let Ok(existing) = String::from_utf8(present.join(&b',')) else {
            // What we cannot read we do not touch; receivers take the last of the same key.
            if let Some(Ok(ours)) = self.baggage().map(HeaderValue::from_str) {
                headers.append(BAGGAGE, ours);
            }
            return;
        };
        let merged = self.merge_baggage(&existing);
        if merged.is_empty() {
            headers.remove(BAGGAGE);
        } else if let Ok(merged) = HeaderValue::from_bytes(merged.as_bytes()) {
            headers.insert(BAGGAGE, merged);
        }
    }
}

impl IntoIterator for TraceHeaders {
    type Item = (&'static str, String);
    type IntoIter = std::iter::Flatten<std::array::IntoIter<Option<Self::Item>, 3>>;

    fn into_iter(self) -> Self::IntoIter {
        let present =
            |name, value: Option<String>| value.filter(|value| !value.is_empty()).map(|v| (name, v));
        let all = [
            present(SENTRY_TRACE, Some(self.sentry_trace)),
            present(BAGGAGE, self.baggage),
            present(TRACEPARENT, self.traceparent),
        ];
        all.into_iter().flatten()
    }
}

impl IntoIterator for &TraceHeaders {
    type Item = (&'static str, String);
    type IntoIter = <TraceHeaders as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.clone().into_iter()
    }
}

/// What can carry a trace: the headers of a request, the properties of a message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` carries no headers",
    note = "pass an `http::HeaderMap`, a map, or a list of (name, value) pairs, or implement `rina_trace::Carrier`"
)]
pub trait Carrier {
    /// Shows `visit` the name and value of each header; names may be of any case and come more than once.
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8]));
}

impl<C: Carrier + ?Sized> Carrier for &C {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        (**self).visit(visit);
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> Carrier for [(K, V)] {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_ref(), value.as_ref());
        }
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>, const N: usize> Carrier for [(K, V); N] {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.as_slice().visit(visit);
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> Carrier for Vec<(K, V)> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.as_slice().visit(visit);
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>, S> Carrier for HashMap<K, V, S> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_ref(), value.as_ref());
        }
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> Carrier for BTreeMap<K, V> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_ref(), value.as_ref());
        }
    }
}

impl Carrier for TraceHeaders {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self.iter() {
            visit(name, value.as_bytes());
        }
    }
}

#[cfg(feature = "http")]
#[cfg_attr(docsrs, doc(cfg(feature = "http")))]
impl Carrier for http::HeaderMap {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        for (name, value) in self {
            visit(name.as_str(), value.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers() -> TraceHeaders {
        TraceHeaders {
            sentry_trace: "1-2-1".to_owned(),
            baggage: Some("sentry-trace_id=1,sentry-release=a".to_owned()),
            traceparent: None,
        }
    }

    fn seen(carrier: impl Carrier) -> Vec<String> {
        let mut seen = Vec::new();
        carrier.visit(&mut |name, value| seen.push(format!("{name}: {}", String::from_utf8_lossy(value))));
        seen.sort();
        seen
    }

    #[test]
    fn every_way_through_them_shows_the_same() {
        let all = ["baggage: sentry-trace_id=1,sentry-release=a", "sentry-trace: 1-2-1"];
        assert_eq!(seen(headers()), all);
        assert_eq!(seen(headers().into_iter().collect::<Vec<_>>()), all);
        assert_eq!(seen((&headers()).into_iter().collect::<HashMap<_, _>>()), all);
        assert_eq!(seen(headers().iter().collect::<BTreeMap<_, _>>()), all);
        assert_eq!(seen([("sentry-trace", b"1-2-1".as_slice())]), all[1..]);
        assert_eq!(TraceHeaders::default().into_iter().count(), 0);
    }

    #[cfg(feature = "http")]
    mod http {
        use ::http::{HeaderMap, HeaderValue};

        use super::*;

        #[test]
        fn apply_replaces_ours_and_keeps_others() {
            let mut map = HeaderMap::new();
            map.insert("sentry-trace", HeaderValue::from_static("old"));
            map.append("baggage", HeaderValue::from_static("a=1,sentry-release=old"));
            map.append("baggage", HeaderValue::from_static("b=2;p"));
            headers().apply(&mut map);
            assert_eq!(
                seen(&map),
                ["baggage: a=1,b=2;p,sentry-trace_id=1,sentry-release=a", "sentry-trace: 1-2-1"]
            );
            // Again, as by a client that retries.
            headers().apply(&mut map);
            assert_eq!(seen(&map).len(), 2);
        }

        #[test]
        fn apply_without_context_takes_only_sentrys_old_members_away() {
            let mut map = HeaderMap::new();
            map.insert("baggage", HeaderValue::from_static("sentry-release=old"));
            TraceHeaders { baggage: None, ..headers() }.apply(&mut map);
            assert_eq!(seen(&map), ["sentry-trace: 1-2-1"]);
        }

        #[test]
        fn apply_does_not_touch_what_it_cannot_read_or_when_there_is_nothing() {
            let opaque = HeaderValue::from_bytes(b"a=\xff").unwrap();
            let mut map = HeaderMap::new();
            map.insert("baggage", opaque.clone());
            TraceHeaders::default().apply(&mut map);
            assert_eq!((map.len(), map.get("baggage")), (1, Some(&opaque)));
            headers().apply(&mut map);
            let values: Vec<_> = map.get_all("baggage").iter().map(HeaderValue::as_bytes).collect();
            assert_eq!(values, [b"a=\xff".as_slice(), b"sentry-trace_id=1,sentry-release=a"]);
        }
    }
}
