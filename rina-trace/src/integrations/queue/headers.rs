//! The headers of a message: the trace that it goes on in, and when it was published. Known by users.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::propagation::{Carrier, TraceHeaders};

/// When a message was published, in seconds since 1970, with a fraction. Sentry's SDK for Python has the same for Celery.
///
/// Source: <https://github.com/getsentry/sentry-python/blob/master/sentry_sdk/integrations/celery/__init__.py>
const ENQUEUED: &str = "sentry-task-enqueued-time";

/// The longest time since 1970 that is believed, in seconds: the year 2286.
const MAX_SECONDS: f64 = 1e10;

/// What a message carries for its consumer: `sentry-trace`, `baggage`, `traceparent` if it is switched on, and
/// `sentry-task-enqueued-time`, from which the consumer tells how long the message has waited.
///
/// Made by [`Publish::start`](super::Publish::start). Empty where nothing is switched on. Pairs of name and value:
/// [`apply`](Self::apply) puts them into such a list, [`iter`](Self::iter) gives them to anything else.
///
/// ```
/// use rina_trace::queue;
///
/// let (span, headers) = queue::publish("emails").start();
/// let mut message = vec![("content-type".to_owned(), "text/plain".to_owned())];
/// headers.apply(&mut message);
/// span.finish();
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageHeaders {
    pairs: Vec<(&'static str, String)>,
}

impl MessageHeaders {
    pub(super) fn now(trace: TraceHeaders) -> Self {
        let mut pairs: Vec<_> = trace.into_iter().collect();
        if !pairs.is_empty() {
            let since = UNIX_EPOCH.elapsed().unwrap_or_default();
            pairs.push((ENQUEUED, format!("{}.{:03}", since.as_secs(), since.subsec_millis())));
        }
        Self { pairs }
    }

    /// Name and value of each header.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.pairs.iter().map(|(name, value)| (*name, &**value))
    }

    /// Puts the headers into those of a message, in place of earlier ones, as of a message that is published again;
    /// baggage of others stays.
    pub fn apply<K, V>(&self, headers: &mut Vec<(K, V)>)
    where
        K: AsRef<str> + From<&'static str>,
        V: AsRef<[u8]> + From<String>,
    {
        for (name, value) in self.iter() {
            let mut value = value.to_owned();
            if name == "baggage" {
                let there = headers.iter().filter(|(key, _)| key.as_ref().eq_ignore_ascii_case(name));
                let there: Vec<&str> =
                    there.filter_map(|(_, value)| std::str::from_utf8(value.as_ref()).ok()).collect();
                value = crate::propagation::merge_baggage(&there.join(","), &value);
            }
            headers.retain(|(key, _)| !key.as_ref().eq_ignore_ascii_case(name));
            headers.push((K::from(name), V::from(value)));
        }
    }
}

impl IntoIterator for MessageHeaders {
    type Item = (&'static str, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl Carrier for MessageHeaders {
    fn visit(&self, visit: &mut dyn FnMut(&str, &[u8])) {
        self.pairs.visit(visit);
    }
}

/// When the message was published, if its headers tell.
pub(super) fn enqueued(headers: &impl Carrier) -> Option<SystemTime> {
    let mut found = None;
    headers.visit(&mut |name, value| {
        if name.eq_ignore_ascii_case(ENQUEUED) {
            found = std::str::from_utf8(value).ok().and_then(|text| text.trim().parse::<f64>().ok());
        }
    });
    let seconds = found.filter(|seconds| (0.0..MAX_SECONDS).contains(seconds))?;
    UNIX_EPOCH.checked_add(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_are_read() {
        let read = |value: &str| enqueued(&[("Sentry-Task-Enqueued-Time", value)]);
        assert_eq!(read("1700000000.25"), Some(UNIX_EPOCH + Duration::from_millis(1_700_000_000_250)));
        for nonsense in ["", "x", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_message_that_is_published_again_has_each_header_once() {
        let trace = |id: &str| TraceHeaders {
            sentry_trace: format!("{id}-2-1"),
            baggage: Some(format!("sentry-trace_id={id}")),
            traceparent: None,
        };
        let mut headers = vec![("Baggage".to_owned(), b"other=1".to_vec())];
        MessageHeaders::now(trace("1")).apply(&mut headers);
        MessageHeaders::now(trace("3")).apply(&mut headers);
        let read = |name: &str| {
            let mut values = headers.iter().filter(|(key, _)| key == name);
            let value = String::from_utf8(values.next().unwrap().1.clone()).unwrap();
            assert_eq!(values.next(), None);
            value
        };
        assert_eq!(
            (read("sentry-trace"), read("baggage")),
            ("3-2-1".into(), "other=1,sentry-trace_id=3".into())
        );
        assert!(enqueued(&headers).is_some());
        assert_eq!(headers.len(), 3);
    }

    #[test]
    fn without_a_trace_there_is_nothing() {
        assert_eq!(MessageHeaders::now(TraceHeaders::default()).iter().count(), 0);
    }
}
